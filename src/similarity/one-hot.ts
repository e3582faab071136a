import { SvccaError } from '../errors.js';
import { type Activations, activationsFrom } from './activations.js';

/** Labels of more different values than this are taken for something else. */
const MOST_CLASSES = 65536;

/** Datapoints read at a time. */
const ROWS = 65536;

/** Labels as indicators: neuron c is 1 where the label is `values[c]`, and 0 elsewhere. */
export interface OneHot {
  readonly activations: Activations;
  /** The label that each neuron stands for. */
  readonly values: readonly number[];
}

/**
 * One neuron for each label that occurs, rising; for each of 0 … `classes` − 1 where their number is given.
 *
 * @throws SvccaError ('input') where what should be labels is more than one column, no whole numbers, or out of range.
 */
export async function oneHot(labels: Activations, { classes }: { classes?: number | undefined } = {}): Promise<OneHot> {
  const read = await wholeNumbers(labels);
  const values =
    classes === undefined ? [...new Set(read)].sort((a, b) => a - b) : Array.from({ length: classes }, (_, c) => c);
  if (classes === undefined) requireFewer(labels, values.length);
  const place = new Map(values.map((value, c) => [value, c]));
  const { name, datapoints } = labels;
  const neurons = values.length;
  const indicators = new Float64Array(datapoints * neurons);
  read.forEach((value, i) => {
    const c = place.get(value);
    if (c === undefined) {
      throw new SvccaError(
        'input',
        `${name} has label ${value} at datapoint ${i}, but there are ${classes} class names`,
        {
          hint: 'name the classes of labels 0, 1, … in that order',
        },
      );
    }
    indicators[i * neurons + c] = 1;
  });
  return { activations: activationsFrom(indicators, { name, datapoints, neurons }), values };
}

async function wholeNumbers(labels: Activations): Promise<number[]> {
  const { name, neurons } = labels;
  if (neurons !== 1) {
    throw new SvccaError('input', `${name} has ${neurons} columns, but labels are one number a datapoint`, {
      hint: 'give logits with --logits',
    });
  }
  const read: number[] = [];
  for await (const { values } of labels.blocks(ROWS)) for (const value of values) read.push(value);
  read.forEach((value, i) => {
    if (Number.isInteger(value)) return;
    throw new SvccaError('input', `${name} holds ${value} at datapoint ${i}, but labels are whole numbers`, {
      hint: 'give logits with --logits',
    });
  });
  return read;
}

function requireFewer({ name, datapoints }: Activations, classes: number): void {
  if (classes <= MOST_CLASSES && (classes < datapoints || datapoints <= 2)) return;
  throw new SvccaError('input', `${name} has ${classes} different labels on ${datapoints} datapoints`, {
    hint: 'check that it holds the labels of the datapoints',
  });
}
