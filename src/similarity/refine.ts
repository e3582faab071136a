import type { Engine } from '../engine/engine.js';
import { column, type Matrix, scaled, zeros } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { triangularCondition } from '../engine/triangular-condition.js';
import type { Activations } from './activations.js';
import type { NeuronStatistics } from './centre.js';
import { betweenFrames, type GramBlocks, type LiveFactor, type PairFactors } from './gram-factors.js';
import { sideBySide } from './side-by-side.js';

const { abs, max, min } = Math;

/** Columns whose Gram matrix is this near to the identity are as good as orthonormal for Cholesky. */
export const NEARLY_ORTHONORMAL = 0.1;

/** What the first pass found, and how to make the second one. */
export interface RefineOptions {
  readonly factors: Pick<PairFactors, 'x' | 'y'>;
  readonly statistics: NeuronStatistics;
  readonly engine: Engine;
  readonly rowsPerBlock: number;
  readonly onProgress?: ((datapoints: number) => void) | undefined;
}

/**
 * The factors of two layers whose Gram matrix lost too many digits, by another pass (Cholesky QR, twice): Z = X·R⁻¹ is
 * orthonormal but for eps·κ², and the Gram matrix of Z makes up for that. Undefined where Z is not nearly orthonormal.
 */
export async function refinedFactors(
  layers: readonly Activations[],
  options: RefineOptions,
): Promise<PairFactors | undefined> {
  const { factors, engine } = options;
  const gram = await rotatedGram(layers, options);
  if (gram === undefined || [gram.x, gram.y].some((block) => distanceFromIdentity(block) > NEARLY_ORTHONORMAL))
    return undefined;
  const [x, y] = [gram.x, gram.y].map((block) => engine.cholesky(block) as Matrix);
  return {
    x: refinedFactor(factors.x, x, engine),
    y: refinedFactor(factors.y, y, engine),
    between: betweenFrames(gram.flipped, [x, y], engine),
  };
}

/** Z = X·R⁻¹ is Q·S, so X = Q·(S·R). */
function refinedFactor(factor: LiveFactor, s: Matrix, engine: Engine): LiveFactor {
  const triangle = engine.product(s, factor.triangle);
  const onUnitNorm = scaled(triangle, { right: factor.units.map((unit) => 1 / unit) });
  return { ...factor, triangle, condition: triangularCondition(onUnitNorm) };
}

/** The Gram matrices of X·R⁻¹, of Y·R⁻¹ and of Y·R⁻¹ against X·R⁻¹. */
async function rotatedGram(
  layers: readonly Activations[],
  { factors, statistics, engine, rowsPerBlock, onProgress }: RefineOptions,
): Promise<GramBlocks | undefined> {
  const stream = engine.rotatedStream?.({
    rows: min(rowsPerBlock, layers[0].datapoints),
    datapoints: layers[0].datapoints,
    rotations: [factors.x, factors.y].map((own, k) => rotation(own, { neurons: layers[k].neurons, engine })),
  });
  if (stream === undefined) return undefined;
  try {
    let seen = 0;
    const { exponents, mean, rest } = statistics;
    const scale = Float64Array.from(exponents, (exponent) => powerOfTwo(-exponent));
    for await (const blocks of sideBySide(layers, rowsPerBlock)) {
      stream.add(
        blocks.map(({ values }) => values),
        { scale, mean, rest },
      );
      seen += blocks[0].rows;
      onProgress?.(seen);
    }
    return {
      x: stream.gram({ down: 0, across: 0 }),
      y: stream.gram({ down: 1, across: 1 }),
      flipped: stream.gram({ down: 1, across: 0 }),
    };
  } finally {
    stream.release();
  }
}

/** What takes neurons, each in its own unit, to Q: R⁻¹ with zero rows for dead neurons, neurons × live neurons. */
function rotation(
  { indices, norms, units, triangle }: LiveFactor,
  { neurons, engine }: { neurons: number; engine: Engine },
): Matrix {
  const live = indices.length;
  const identity = zeros(live, live);
  for (let c = 0; c < live; c++) identity.data[c * live + c] = 1;
  const inverse = engine.solveTriangular(triangle, identity, { transposed: false });
  const out = zeros(neurons, live);
  for (let c = 0; c < live; c++) {
    const from = column(inverse, c);
    const to = column(out, c);
    for (let i = 0; i <= c; i++) to[indices[i]] = from[i] * (units[i] / norms[i]);
  }
  return out;
}

/** The largest entry of |A − I|. */
export function distanceFromIdentity(a: Matrix): number {
  let largest = 0;
  for (let j = 0; j < a.cols; j++) {
    for (let i = 0; i < a.rows; i++) largest = max(largest, abs(a.data[j * a.rows + i] - (i === j ? 1 : 0)));
  }
  return largest;
}
