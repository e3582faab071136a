import { SvccaError } from '../errors.js';
import { shapeText } from './array-size.js';

/** An array as far as its layout goes. */
export interface Shaped {
  readonly name: string;
  readonly shape: readonly number[];
}

const MOST_AXES = 4;

/** A shape that passes has one to four axes, and no length of 0. */
export function refuseUnreadableShape({ name, shape }: Shaped): void {
  if (shape.length < 1 || shape.length > MOST_AXES) {
    throw new SvccaError(
      'input',
      `${name} has ${shape.length} axes, ${shapeText(shape)}; 1 to ${MOST_AXES} are expected: datapoints, positions, neurons`,
      {
        hint:
          shape.length === 0
            ? "save an array of datapoints × neurons: np.save('x.npy', x)"
            : "flatten all but the first: np.save('x.npy', x.reshape(len(x), -1))",
      },
    );
  }
  if (shape.includes(0)) {
    throw new SvccaError('input', `${name} is empty: its shape is ${shapeText(shape)}`, {
      hint: 'dump at least 2 datapoints of at least 1 neuron',
    });
  }
}
