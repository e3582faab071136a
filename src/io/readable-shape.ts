import { SvccaError } from '../errors.js';
import { shapeText } from './array-size.js';

const WAYS_TO_TWO_AXES: Record<number, string> = {
  0: "save an array of datapoints × neurons: np.save('x.npy', x)",
  3: "pick one token, x[:, -1], or take all as datapoints: np.save('x.npy', x.reshape(-1, x.shape[-1]))",
  4: "average over space, x.mean(axis=(2, 3)) of channels first, or np.save('x.npy', x.reshape(len(x), -1))",
};

/** A shape that passes has one axis or two, and no length of 0. */
export function refuseUnreadableShape({ name, shape }: { name: string; shape: readonly number[] }): void {
  if (shape.length < 1 || shape.length > 2) {
    throw new SvccaError(
      'input',
      `${name} has ${shape.length} axes, ${shapeText(shape)}; 2 are expected: datapoints and neurons`,
      {
        hint: WAYS_TO_TWO_AXES[shape.length] ?? "flatten all but the first: np.save('x.npy', x.reshape(len(x), -1))",
      },
    );
  }
  if (shape.includes(0)) {
    throw new SvccaError('input', `${name} is empty: its shape is ${shapeText(shape)}`, {
      hint: 'dump at least 2 datapoints of at least 1 neuron',
    });
  }
}
