import { spectralBytes } from '../engine/spectral-layout.js';
import type { MapShape } from '../engine/spectral-stream.js';
import { SvccaError } from '../errors.js';
import type { Activations } from './activations.js';
import { type FrequencyPlan, frequencyPlan } from './frequency-blocks.js';
import { chunkRows } from './read-spectra.js';
import { frequencyPairs } from './translation-defect.js';

const { ceil } = Math;

/** What 32-bit addresses reach, but for what else is held there. */
const MOST = 4e9;
/** Values of a chunk are held once more as they are read and once as they are read ahead, four or eight bytes each. */
const READ_BYTES = 16;

type LayerSizes = Pick<Activations, 'datapoints' | 'neurons' | 'grid'>;

/** A layer without a grid has one position. */
export function mapOf({ grid, neurons }: Pick<Activations, 'grid' | 'neurons'>): MapShape {
  return grid ?? { height: 1, width: 1, channels: neurons };
}

/** Bytes that reading two layers frequency by frequency takes: about 32·h·w·(c₁ + c₂)² and a chunk of datapoints. */
export function spectralMemory(layers: readonly [LayerSizes, LayerSizes]): number {
  const maps = layers.map(mapOf);
  const plan = frequencyPlan(maps[0], maps[1]);
  const { datapoints } = layers[0];
  const rows = chunkRows(maps, datapoints);
  const pairs = maps.flatMap((map, group) => frequencyPairs(plan, { map, group, groups: 2, datapoints }));
  const blocks = [...plan.blocks, ...pairs.map(({ block }) => block)];
  const values = maps.reduce((sum, { height, width, channels }) => sum + rows * height * width * channels, 0);
  return spectralBytes({ maps, blocks, rows }) + READ_BYTES * values;
}

/** Whether one layer can be read frequency by frequency. */
export function isAddressable(layer: LayerSizes, { blocks }: FrequencyPlan): boolean {
  const maps = [mapOf(layer)];
  const rows = chunkRows(maps, layer.datapoints);
  return spectralBytes({ maps, blocks, rows }) + READ_BYTES * rows * layer.neurons <= MOST;
}

/** @throws SvccaError ('usage') when two layers have too many frequencies and channels to be compared frequency by frequency. */
export function requireSpectralMemory(layers: readonly [Activations, Activations]): void {
  const needed = spectralMemory(layers);
  if (needed <= MOST) return;
  const sizes = layers.map(
    ({ name, grid }) => `${name} of ${grid ? `${grid.height} × ${grid.width} × ${grid.channels}` : 'one position'}`,
  );
  throw new SvccaError(
    'usage',
    `${sizes.join(' and ')} take about ${ceil(needed / 1e9)} GB frequency by frequency, more than the ${MOST / 1e9} GB that can be addressed`,
    { hint: 'use --conv pool, or --conv flatten with few datapoints' },
  );
}
