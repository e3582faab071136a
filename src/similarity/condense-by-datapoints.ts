import type { Engine } from '../engine/engine.js';
import { column, type Matrix, zeros } from '../engine/matrix.js';
import { SvccaError } from '../errors.js';
import type { Activations } from './activations.js';
import { newNeuronStatistics } from './centre.js';
import { rowSquaresOfFrame } from './centred-dimensions.js';
import { centredNeurons } from './centred-neurons.js';
import { type Condensed, type CondensedLayer, describeLayers, type PassOptions } from './condense.js';
import { type Filled, fillLayer } from './filled-layer.js';
import type { Cut } from './kept-directions.js';
import { inNeuronOrder, type NeuronOrder } from './neuron-order.js';
import { momentsOfRows, type RowSquares } from './row-moments.js';

const { floor, max, min } = Math;

/** Values of a block of neurons: 8 MB as doubles. */
const BLOCK_VALUES = 2 ** 20;
const SMALLEST_BLOCK = 64;

/** A layer of more values than this, 1 GiB, is not held: its QR takes six times as much. */
const LARGEST_FRAME = 2 ** 27;

/**
 * Condenses layers, one of which has more neurons than datapoints, one by one and neuron by neuron, each into the m − 1 dimensions
 * of the centred datapoints, which they all share. A wide one goes through the Gram matrix of its datapoints where that is
 * certain to be right; others are held whole there.
 */
export async function condenseByDatapoints(
  layers: readonly Activations[],
  { engine, blockRows, moments, cut, onProgress, onStage }: PassOptions & { engine: Engine; cut: Cut },
): Promise<Condensed> {
  const { datapoints } = layers[0];
  const reading = { neuronsPerBlock: blockRows ?? neuronsOfBlock(layers[0]) };
  const progress = progressOver(layers, onProgress);
  const found: (Filled | Held)[] = [];
  for (const layer of layers) {
    const order = await inNeuronOrder(layer);
    const read = { ...reading, onNeurons: progress.read };
    const filled =
      layer.neurons < datapoints
        ? undefined
        : await fillLayer(order, { ...read, engine, cut, onStage, onAgain: () => progress.again(layer.neurons) });
    if (filled === undefined && layer.neurons >= datapoints) {
      onStage?.(`reading again: it is not certain that ${layer.name} fills all dimensions`);
      progress.again(layer.neurons);
    }
    found.push(filled ?? (await holdLayer(order, read)));
  }
  const rowSquares = moments ? found.map(rowsOf) : undefined;
  return {
    layers: found.map(({ layer }) => layer),
    rowMoments: rowSquares && momentsOfRows(rowSquares),
    ...(rowSquares ? { rowSquares } : {}),
    route: 'datapoints',
  };
}

/** A layer of fewer neurons than datapoints, held whole in the dimensions of the datapoints. */
export async function holdInDimensions(layer: Activations): Promise<CondensedLayer> {
  const neuronsPerBlock = neuronsOfBlock(layer);
  return (await holdLayer(await inNeuronOrder(layer), { neuronsPerBlock, onNeurons: () => {} })).layer;
}

function neuronsOfBlock({ datapoints }: Activations): number {
  return max(SMALLEST_BLOCK, floor(BLOCK_VALUES / datapoints));
}

/** A layer that is held whole in the dimensions of the datapoints. */
interface Held {
  readonly layer: CondensedLayer;
}

async function holdLayer(
  order: NeuronOrder,
  reading: { neuronsPerBlock: number; onNeurons: (neurons: number) => void },
): Promise<Held> {
  const { layer } = order;
  const frame = roomFor(layer);
  const statistics = newNeuronStatistics(layer.neurons);
  for await (const { places, coordinates } of centredNeurons(order, statistics, reading)) {
    for (let c = 0; c < places.length; c++) column(frame, places[c]).set(column(coordinates, c));
  }
  return { layer: describeLayers([layer], { frames: [frame], statistics })[0] };
}

function roomFor({ name, neurons, datapoints }: Activations): Matrix {
  const n = datapoints - 1;
  if (n * neurons > LARGEST_FRAME) {
    throw new SvccaError(
      'undefined',
      `the ${neurons} neurons of ${name} do not plainly fill the ${n} dimensions of ${datapoints} centred datapoints, or the cut reaches too deep, and they are too many to be held for QR`,
      { hint: 'drop repeated datapoints, keep less variance, or use fewer datapoints' },
    );
  }
  return zeros(n, neurons);
}

function rowsOf(found: Filled | Held): RowSquares {
  if ('rowSquares' in found) return { squares: found.rowSquares, exponent: found.layer.exponent };
  const { frame, exponents } = found.layer;
  const alive = [...exponents].filter((_, j) => column(frame, j).some((value) => value !== 0));
  const exponent = alive.reduce((largest, own) => max(largest, own), alive[0] ?? 0);
  return { squares: rowSquaresOfFrame(frame, { exponents, exponent }), exponent };
}

/** Progress in datapoints, for layers that are read neuron by neuron. */
function progressOver(layers: readonly Activations[], onProgress: PassOptions['onProgress']) {
  const { datapoints } = layers[0];
  let total = layers.reduce((sum, layer) => sum + layer.neurons, 0);
  let done = 0;
  return {
    read(neurons: number) {
      done += neurons;
      onProgress?.(min(datapoints, floor((datapoints * done) / total)));
    },
    /** So many neurons have to be read once more. */
    again(neurons: number) {
      total += neurons;
    },
  };
}
