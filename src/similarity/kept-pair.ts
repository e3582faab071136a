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
  const { layers, hashes, engine } = facts;
  const left = keptSide(x, { layer: layers[0], hashes }, facts);
  const right = left && keptSide(y, { layer: layers[1], hashes: hashes.slice(layers[0].neurons) }, facts);
  if (left === undefined || right === undefined) return undefined;
  const m = engine.crossProduct(left.toDirections, engine.crossProduct(flipped, right.toDirections));
  return { x: left.side, y: right.side, m };
}

/** λ of a layer, and what takes its neurons to its kept directions. */
function keptSide(
  { indices, gram, condition: { condition } }: LiveGram,
  { layer: { name, datapoints, neurons }, hashes }: { layer: Activations; hashes: readonly string[] },
  { engine, cut }: PairFacts,
): { side: KeptSide; toDirections: Matrix } | undefined {
  const alive = new Set(indices);
  const counts = countDeadAndDuplicate(hashes.slice(0, neurons), (j) => !alive.has(j));
  const about = { name, datapoints, neurons, rank: indices.length, condition, ...counts };
  let served = false;
  const { values, vectors } = engine.symmetricEigen(gram, (squares) => {
    const k = keptDirections({ ...about, singularValues: roots(squares) }, cut);
    served = eigenvectorsServe({ squares, k, condition });
    return served ? k : 0;
  });
  if (!served) return undefined;
  const singularValues = roots(values);
  const inverses = singularValues.subarray(0, vectors.cols).map((value) => 1 / value);
  return { side: { ...about, singularValues }, toDirections: scaled(vectors, { right: inverses }) };
}

function roots(squares: Float64Array): Float64Array {
  return squares.map((square) => sqrt(max(0, square)));
}
