import type { NextLayer } from '../analysis/next-layer.js';
import type { Matrix } from '../engine/matrix.js';
import { SvccaError } from '../errors.js';
import type { WholeArray } from '../io/read-array.js';
import type { WeightsLayout } from './compression-options.js';

/** The linear layer that reads some activations, and how its weights were read. */
export interface ReadNextLayer {
  readonly next: NextLayer;
  /** Whether its file holds them inputs × outputs. */
  readonly transposed: boolean;
  /** Whether either axis could be the neurons, and nothing was asked for. */
  readonly assumed: boolean;
}

/**
 * W and b as they are given for a layer of so many neurons.
 *
 * @throws SvccaError ('input') when no axis of W has as many entries as there are neurons, or b not as many as there are outputs.
 */
export function readNextLayer(
  { weights, bias }: { weights: WholeArray; bias: WholeArray | undefined },
  { layer, neurons, layout }: { layer: string; neurons: number; layout: WeightsLayout | undefined },
): ReadNextLayer {
  const [first, second] = axesOf(weights);
  const fits = { oi: second === neurons, io: first === neurons };
  const chosen = layout ?? (fits.oi || !fits.io ? 'oi' : 'io');
  if (!fits[chosen]) throw unfitting(weights, { layer, neurons, layout: layout !== undefined && fits.oi !== fits.io });
  const transposed = chosen === 'io';
  const outputs = transposed ? second : first;
  const next = {
    name: weights.path,
    weights: matrix(weights.values, { rows: outputs, cols: neurons, transposed }),
    bias: bias === undefined ? new Float64Array(outputs) : biasOf(bias, { weights, outputs }),
  };
  return { next, transposed, assumed: layout === undefined && fits.oi && fits.io };
}

/** Two axes; a convolution of 1 × 1 positions is a linear layer. */
function axesOf({ path, shape }: WholeArray): [number, number] {
  const [first, second, ...rest] = shape;
  if (first !== undefined && second !== undefined && rest.every((length) => length === 1) && first * second > 0) {
    return [first, second];
  }
  const convolution = shape.length === 4;
  throw new SvccaError('input', `${path} is ${described(shape)}, but the weights of a linear layer have 2 axes`, {
    hint: convolution
      ? 'a convolution of larger kernels is not factored here; give a linear layer, or a convolution of 1 × 1'
      : 'give W of x → W·x + b, outputs × neurons',
  });
}

function matrix(
  values: Float64Array,
  { rows, cols, transposed }: { rows: number; cols: number; transposed: boolean },
): Matrix {
  if (transposed) return { rows, cols, data: values };
  const data = new Float64Array(values.length);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[j * rows + i] = values[at++] as number;
  return { rows, cols, data };
}

function biasOf({ path, shape, values }: WholeArray, { weights, outputs }: { weights: WholeArray; outputs: number }) {
  const long = shape.filter((length) => length !== 1);
  if (values.length === outputs && long.length <= 1) return values;
  throw new SvccaError(
    'input',
    `${path} is ${described(shape)}, but ${weights.path}, ${described(weights.shape)}, has ${outputs} outputs`,
    { hint: `give one number for each of the ${outputs} outputs, or leave out --bias where there is none` },
  );
}

function unfitting(
  { path, shape }: WholeArray,
  { layer, neurons, layout }: { layer: string; neurons: number; layout: boolean },
): SvccaError {
  return new SvccaError('input', `${path} is ${described(shape)}, but ${layer} has ${neurons} neurons`, {
    hint: layout
      ? 'leave out --weights-layout: the other axis fits'
      : 'give the weights of the layer that reads these activations; if datapoints and neurons are confused, say --layout nd or dn',
  });
}

function described(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single number' : shape.length === 1 ? `${shape[0]} numbers` : shape.join(' × ');
}
