import type { Matrix } from '../engine/matrix.js';

/** The linear layer that reads a layer's activations: x → W·x + b. */
export interface NextLayer {
  readonly name: string;
  /** W: outputs × neurons. */
  readonly weights: Matrix;
  /** b, one for each output; zeros where the layer has none. */
  readonly bias: Float64Array;
}
