import { spoken } from '../io/operand.js';
import type { InputReport } from '../report/compare-report.js';
import type { CompressionInputs } from '../report/compression-reports.js';
import type { Selection } from '../similarity/select-datapoints.js';
import type { LaidOut } from './compression-layouts.js';
import type { CompressionReading } from './open-compression.js';
import type { FlatReadings } from './read-flat.js';
import type { ReadNextLayer } from './read-next-layer.js';

/** What was opened for one layer. */
interface Opened extends LaidOut {
  readonly inputs: CompressionInputs;
  readonly reading: ReadNextLayer | undefined;
  readonly read: FlatReadings;
  readonly selection: Selection | undefined;
}

/** A line for each operand on how it is read, and what was assumed. */
export function compressionNotes(
  { told, inputs, reading, read, selection, other }: Opened,
  { layout, conv }: Pick<CompressionReading, 'layout' | 'conv'>,
): string[] {
  const notes = [inputs.layer, inputs.with ?? inputs.logits, inputs.heldOut].flatMap((input) =>
    input === null ? [] : [`${stored(input)}, read as ${how(input)}`],
  );
  const { layer } = inputs;
  if (layer.shape.length === 2 && layout !== 'nd' && layout !== 'dn') {
    const why =
      told?.by ??
      (other === undefined
        ? 'the longer axis is taken for the datapoints, else say --layout'
        : 'by the length both layers share');
    notes[0] += ` (${why})`;
  }
  if (layer.conv !== null && conv === undefined) {
    const axes = layer.layout === 'nchw' ? 'channel, height, width' : 'height, width, channel';
    notes[0] += ` (unless --conv says otherwise; neurons in the order of the file: ${axes})`;
  }
  if (selection !== undefined) {
    const which = selection.seed === undefined ? 'the first' : `by seed ${selection.seed}`;
    notes.push(`only ${selection.count} datapoints are used, ${which}`);
  }
  if (inputs.weights !== null && reading !== undefined) notes.push(weightsNote(inputs.weights, { reading, layer }));
  const chosen = read.layer.tokens;
  if (chosen !== null && chosen !== 'all' && inputs.weights !== null) {
    notes.push(`weights are applied to ${chosen === 'mean' ? 'the mean over positions' : `position ${chosen}`}`);
  }
  return notes;
}

function weightsNote(
  { path, shape }: NonNullable<CompressionInputs['weights']>,
  { reading: { transposed, assumed, next }, layer }: { reading: ReadNextLayer; layer: InputReport },
): string {
  const order = transposed ? 'inputs × outputs' : 'outputs × inputs';
  const why = assumed
    ? ' as PyTorch stores them; if they are the other way round, as Keras stores them, say --weights-layout io'
    : transposed
      ? ` as Keras stores them, since ${next.weights.cols} is what ${spoken(layer.path)} has`
      : '';
  return `${path}: ${shape.join(' × ')}, read as ${order}${why}`;
}

function stored({ path, shape, dtype, order }: InputReport): string {
  return `${spoken(path)}: ${shape.join(' × ')} ${dtype}${order === 'F' ? ' in Fortran order' : ''}`;
}

function how({ shape, layout, grid, conv, tokens }: InputReport): string {
  if (grid === null) {
    return shape.length === 1 ? 'one neuron' : layout === 'nd' ? 'datapoints × neurons' : 'neurons × datapoints';
  }
  if (conv !== null) {
    return `${layout}: ${grid.height} × ${grid.width} positions of ${grid.channels} channels, ${CONV_WORDS[conv]}`;
  }
  const which = tokens === 'all' ? 'each a datapoint' : tokens === 'mean' ? 'their mean' : `position ${tokens}`;
  return `${layout}: ${grid.width} positions of ${grid.channels} neurons, ${which}`;
}

const CONV_WORDS = {
  flatten: 'flattened',
  channels: 'each position a datapoint',
  pool: 'their mean over positions',
  dft: 'by frequency',
} as const;
