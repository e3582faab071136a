import { SvccaError } from '../errors.js';
import type { WholeArray } from '../io/read-array.js';
import { activationsFrom } from '../similarity/activations.js';
import { type Selection, selectDatapoints } from '../similarity/select-datapoints.js';

/** A layer that has labels. */
export interface LabelledLayer {
  readonly name: string;
  /** As it is read. */
  readonly datapoints: number;
  /** In its file, of which `selection` takes some. */
  readonly whole: number;
  readonly selection: Selection | undefined;
}

/**
 * One output's number for each datapoint of a layer as it is read; where a sequence or a map has labels for every position, these are datapoints.
 *
 * @throws SvccaError ('input') when labels are not as many, no whole numbers, or no outputs.
 */
export async function readLabels(
  { path, shape, values }: WholeArray,
  { layer, outputs, weights }: { layer: LabelledLayer; outputs: number; weights: string },
): Promise<Int32Array> {
  const { selection } = layer;
  const labels =
    selection !== undefined && shape[0] === layer.whole
      ? await selected(values, { name: path, datapoints: layer.whole, selection })
      : values;
  if (labels.length !== layer.datapoints || (selection !== undefined && shape[0] !== layer.whole)) {
    const found = shape.length === 1 ? `${values.length} labels` : `labels of shape ${shape.join(' × ')}`;
    const expected = selection === undefined ? layer.datapoints : layer.whole;
    throw new SvccaError('input', `${path} holds ${found}, but ${layer.name} has ${expected} datapoints`, {
      hint: 'give one whole number for each datapoint that accuracy is measured on',
    });
  }
  labels.forEach((label, i) => {
    if (Number.isInteger(label) && label >= 0 && label < outputs) return;
    const why = Number.isInteger(label)
      ? `${weights} has ${outputs} outputs, 0 to ${outputs - 1}`
      : 'labels are whole numbers';
    throw new SvccaError('input', `${path} holds ${label} at datapoint ${i}, but ${why}`, {
      hint: 'a label is the number of the output that is right, counted from 0',
    });
  });
  return Int32Array.from(labels);
}

async function selected(
  values: Float64Array,
  { name, datapoints, selection }: { name: string; datapoints: number; selection: Selection },
): Promise<Float64Array> {
  const neurons = values.length / datapoints;
  const kept = new Float64Array(selection.count * neurons);
  const all = activationsFrom(values, { name, datapoints, neurons });
  for await (const block of selectDatapoints(all, selection).blocks(datapoints)) {
    kept.set(block.values, block.start * neurons);
  }
  return kept;
}
