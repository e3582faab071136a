import type { Engine } from '../engine/engine.js';
import { type Matrix, scaled } from '../engine/matrix.js';
import { eigenvectorsServe } from './accuracy-ladder.js';
import type { Activations } from './activations.js';
import { countDeadAndDuplicate } from './condense.js';
import type { GramFactors, LiveGram } from './gram-factors.js';
import { type Cut, keptDirections } from './kept-directions.js';
import type { KeptLayer } from './kept-layer.js';

const { max, sqrt } = Math;

/** What metrics at the cut need of two layers: λ of each, and M = U_xᵀU_y of their kept directions. */
export interface KeptPair {
  readonly x: KeptSide;
  readonly y: KeptSide;
  /** k_x × k_y. */
  readonly m: Matrix;
}

/** A reduced layer whose directions are in M alone. */
export type KeptSide = Omit<KeptLayer, 'directions'>;

/** What a pass over the datapoints found beside the Gram matrix. */
interface PairFacts {
  readonly layers: readonly Activations[];
  readonly hashes: readonly string[];
  readonly engine: Engine;
  readonly cut: Cut;
}

/**
 * M = Λ_x⁻¹V_xᵀ·C·V_yΛ_y⁻¹ from the Gram matrices XᵀX = V_xΛ_x²V_xᵀ, YᵀY and C = XᵀY of two layers of full rank: neither needs a basis of its
 * column space. What rounding leaves in C on unit norm reaches M as ‖R_x⁻¹‖·‖R_y⁻¹‖ times as much at most, as on every way from a Gram
 * matrix. Undefined where the cut asks for more than a Gram matrix tells.
 */
export function keptPair({ x, y, flipped }: GramFactors, facts: PairFacts): KeptPair | undefined {
  const { layers, engine } = facts;
  const [left, right] = keptSides(
    [side(x, layers[0], facts.hashes), side(y, layers[1], facts.hashes.slice(layers[0].neurons))],
    facts,
  );
  if (left === undefined || right === undefined) return undefined;
  const m = engine.crossProduct(left.toDirections, engine.crossProduct(flipped, right.toDirections));
  return { x: left.side, y: right.side, m };
}

/** What is known of a layer before its Gram matrix is factored. */
interface Side {
  readonly about: Omit<KeptSide, 'singularValues'>;
  readonly gram: Matrix;
}

function side(
  { indices, gram, condition }: LiveGram,
  { name, datapoints, neurons }: Activations,
  hashes: readonly string[],
): Side {
  const alive = new Set(indices);
  const counts = countDeadAndDuplicate(hashes.slice(0, neurons), (j) => !alive.has(j));
  const about = {
    name,
    datapoints,
    neurons,
    rank: indices.length,
    condition: condition.condition,
    ...counts,
  };
  return { about, gram };
}

/** λ of both, and of each what takes its neurons to its kept directions. */
function keptSides(sides: readonly Side[], { engine, cut }: PairFacts) {
  const served = sides.map(() => false);
  const problems = sides.map(({ about, gram }, k) => ({
    a: gram,
    wanted(squares: Float64Array) {
      const kept = keptDirections({ ...about, singularValues: roots(squares) }, cut);
      served[k] = eigenvectorsServe({ squares, k: kept, condition: about.condition });
      return served[k] ? kept : 0;
    },
  }));
  const eigen = engine.symmetricEigenOfEach(problems);
  if (served.includes(false)) return [];
  return sides.map(({ about }, k) => {
    const singularValues = roots(eigen[k].values);
    const { vectors } = eigen[k];
    const inverses = singularValues.subarray(0, vectors.cols).map((value) => 1 / value);
    return { side: { ...about, singularValues }, toDirections: scaled(vectors, { right: inverses }) };
  });
}

function roots(squares: Float64Array): Float64Array {
  return squares.map((square) => sqrt(max(0, square)));
}
