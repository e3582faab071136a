import type { Matrix } from '../engine/matrix.js';

/** A layer restricted to fewer dimensions, for every number of them at once: dimension after dimension is added. */
export interface Restriction {
  /** ‖X − X̂‖_F/‖X‖_F for k = 0, 1, …: the centred layer, relative to itself. */
  readonly residuals: Float64Array;
  /** What computes it. */
  map(): FeatureMap;
}

/** A restricted layer as features of its activations and what each of them adds to the neurons. */
export interface FeatureMap {
  /** Datapoints × features, of centred activations that are given as neurons × datapoints. */
  encode(centred: Matrix): Matrix;
  /** What the features give to outputs of the neurons (neurons × outputs): features × outputs. */
  outputs(weights: Matrix): Matrix;
  /** What the neurons give through the features from the given one on, as many as `outputs` has rows: neurons × outputs. */
  through(outputs: Matrix, first: number): Matrix;
  /** Whether the features add to the neurons' means; to zero otherwise. */
  readonly aboutMeans: boolean;
  /** How many features k dimensions have; as many, where it is not given. */
  readonly reach?: Int32Array;
}

/** √(Σ_{j ≥ k} squares_j + rest) relative to the whole, for every k from 0 on; sums of what is left, so that nothing cancels. */
export function relativeTails(
  squares: Float64Array,
  { rest = 0, total }: { rest?: number; total: number },
): Float64Array {
  const tails = new Float64Array(squares.length + 1);
  let sum = rest;
  tails[squares.length] = Math.sqrt(sum / total);
  for (let k = squares.length - 1; k >= 0; k--) {
    sum += squares[k];
    tails[k] = Math.sqrt(sum / total);
  }
  return tails;
}
