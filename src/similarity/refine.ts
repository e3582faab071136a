import type { Engine } from '../engine/engine.js';
import { column, type Matrix, zeros } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import type { Activations } from './activations.js';
import type { NeuronStatistics } from './centre.js';
import { type GramBlocks, type GramFactors, solvedBothSides } from './gram-factors.js';
import { sideBySide } from './side-by-side.js';
import { triangularCondition } from './triangular-condition.js';

const { abs, max, min } = Math;

/** Columns whose Gram matrix is this near to the identity are as good as orthonormal for Cholesky. */
export const NEARLY_ORTHONORMAL = 0.1;

/** What the first pass found, and how to make the second one. */
export interface RefineOptions {
  readonly factors: GramFactors;
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
): Promise<GramFactors | undefined> {
  const { factors, engine } = options;
  const gram = await rotatedGram(layers, options);
  if (gram === undefined || [gram.x, gram.y].some((block) => distanceFromIdentity(block) > NEARLY_ORTHONORMAL))
    return undefined;
  const [x, y] = [gram.x, gram.y].map((block) => engine.cholesky(block) as Matrix);
  const triangles = [engine.product(x, factors.triangles[0]), engine.product(y, factors.triangles[1])];
  return {
    ...factors,
    triangles,
    between: solvedBothSides(gram.flipped, [x, y], engine),
    conditions: triangles.map((triangle) => triangularCondition(triangle)),
  };
}

/** The Gram matrices of X·R⁻¹, of Y·R⁻¹ and of Y·R⁻¹ against X·R⁻¹. */
async function rotatedGram(
  layers: readonly Activations[],
  { factors, statistics, engine, rowsPerBlock, onProgress }: RefineOptions,
): Promise<GramBlocks | undefined> {
  const stream = engine.rotatedStream?.({
    rows: min(rowsPerBlock, layers[0].datapoints),
    datapoints: layers[0].datapoints,
    rotations: layers.map(({ neurons }, k) => rotation(factors, k, { neurons, engine })),
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
    return { x: stream.gram(0, 0), y: stream.gram(1, 1), flipped: stream.gram(1, 0) };
  } finally {
    stream.release();
  }
}

/** diag(1/norms)·R⁻¹ with zero rows for dead neurons: neurons × live neurons. */
function rotation(
  { indices, norms, triangles }: GramFactors,
  k: number,
  { neurons, engine }: { neurons: number; engine: Engine },
): Matrix {
  const live = indices[k].length;
  const identity = zeros(live, live);
  for (let c = 0; c < live; c++) identity.data[c * live + c] = 1;
  const inverse = engine.solveTriangular(triangles[k], identity, { transposed: false });
  const out = zeros(neurons, live);
  for (let c = 0; c < live; c++) {
    const from = column(inverse, c);
    const to = column(out, c);
    for (let i = 0; i <= c; i++) to[indices[k][i]] = from[i] / norms[k][i];
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
