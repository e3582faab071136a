import type { Engine } from '../engine/engine.js';
import type { GramStream, RowSums } from '../engine/gram-stream.js';
import { column, type Matrix, zeros } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import type { Condition } from '../engine/triangular-condition.js';
import { dot } from '../engine/vectors.js';
import type { Activations } from './activations.js';
import { joinMean, type NeuronStatistics, newNeuronStatistics, raiseUnit } from './centre.js';
import { type Condensed, describeLayers, type PassOptions } from './condense.js';
import {
  type GramBlocks,
  type GramFactors,
  gramFactors,
  type LiveFactor,
  type PairFactors,
  pairFactors,
  triangles,
} from './gram-factors.js';
import type { Cut } from './kept-directions.js';
import { type KeptPair, keptPair } from './kept-pair.js';
import { refinedFactors } from './refine.js';
import { type BlockSums, joinMoments, newRowMoments, type RowMoments } from './row-moments.js';
import { sideBySide } from './side-by-side.js';
import { inLayerUnits, type UnitNeurons } from './unit-neurons.js';

const { abs, max, min, sign, sqrt } = Math;
const finite = Number.isFinite;

/** Values of a block of all layers together: 8 MB as doubles. */
const BLOCK_VALUES = 2 ** 19;
const SMALLEST_BLOCK = 256;

/** Units beyond this leave no room for a sum of raw values. */
const SUMMABLE = 900;

const SINGULAR: Condition = { condition: Number.POSITIVE_INFINITY, norm: 1 };

/** What one pass over two layers gave. */
export interface GramPass {
  /** Of each layer's live neurons on unit norm; infinite where their Gram matrix is not positive definite. */
  readonly conditions: readonly Condition[];
  condensed(): Condensed;
  /** The kept directions alone; undefined where the Gram matrix does not tell them well enough. */
  kept(cut: Cut): KeptPair | undefined;
  /** After another pass; undefined where that did not make the neurons orthonormal. */
  refined(): Promise<Condensed | undefined>;
}

/**
 * One pass over two layers for the Gram matrix of all their neurons. Each block is centred by its own mean and joined to
 * the earlier ones by the parallel-variance identity. Undefined where the engine has no streams, or no memory for this one.
 */
export async function gramPass(
  layers: readonly Activations[],
  { engine, blockRows, moments, onProgress, onStage }: PassOptions & { engine: Engine },
): Promise<GramPass | undefined> {
  const rowsPerBlock = blockRows ?? rowsOfBlock(layers);
  const sums = await readSums(layers, { engine, rowsPerBlock, moments, onProgress });
  if (sums === undefined) return undefined;
  onStage?.('factoring the Gram matrix');
  const { live, blocks, ...rest } = sums;
  const found = { ...rest, layers };
  let factors = gramFactors(blocks, { x: live[0], y: live[1], engine });
  if (factors === undefined) {
    return { conditions: [SINGULAR], condensed: impossible, kept: impossible, refined: impossible };
  }
  const conditions = [factors.x.condition, factors.y.condition];
  /** Nobody asks for them again: what is made of them may take their room. */
  const taken = () => {
    const own = factors as GramFactors;
    factors = undefined;
    return own;
  };
  return {
    conditions,
    condensed() {
      const pair = pairFactors(taken(), engine);
      onStage?.('putting neurons into one frame');
      return describe(pair, found, 'gram');
    },
    kept: (cut) => keptPair(factors as GramFactors, { ...found, engine, cut }),
    async refined() {
      const about = { statistics: rest.statistics, engine, rowsPerBlock, onProgress };
      const better = await refinedFactors(layers, { ...about, factors: triangles(taken(), engine) });
      return better && describe(better, found, 'refined');
    },
  };
}

function impossible(): never {
  throw new Error('a Gram matrix without factors tells nothing');
}

/** What a pass over the datapoints adds up. */
interface Sums {
  readonly blocks: GramBlocks;
  /** The neurons of each layer that vary. */
  readonly live: readonly UnitNeurons[];
  readonly statistics: NeuronStatistics;
  readonly hashes: readonly string[];
  readonly moments: RowMoments | undefined;
}

async function readSums(
  layers: readonly Activations[],
  {
    engine,
    rowsPerBlock,
    moments: wanted,
    onProgress,
  }: Omit<PassOptions, 'blockRows'> & { engine: Engine; rowsPerBlock: number },
): Promise<Sums | undefined> {
  const { datapoints } = layers[0];
  const widths = layers.map((layer) => layer.neurons);
  const stream = engine.gramStream?.({ widths, rows: min(rowsPerBlock, datapoints), datapoints });
  if (stream === undefined) return undefined;
  const statistics = newNeuronStatistics(widths.reduce((sum, width) => sum + width, 0));
  let moments = wanted ? newRowMoments(widths) : undefined;
  let seen = 0;
  try {
    for await (const blocks of sideBySide(layers, rowsPerBlock)) {
      const rows = blocks[0].rows;
      blocks.forEach(({ values }, l) => void stream.put(l, values));
      moments = addBlock(stream, statistics, { rows, seen, moments });
      seen += rows;
      onProgress?.(seen);
    }
    const live = liveNeurons(stream.squares(), { statistics, widths });
    const factors = layerUnits(live, widths);
    const block = (down: number, across: number) => stream.gram({ down, across, factors });
    const blocks = { x: block(0, 0), y: block(1, 1), flipped: block(1, 0) };
    return { blocks, live, statistics, hashes: stream.hashes(), moments };
  } finally {
    stream.release();
  }
}

/** The neurons of each layer that vary, by their squared norms. */
function liveNeurons(
  squares: Float64Array,
  { statistics, widths }: { statistics: NeuronStatistics; widths: readonly number[] },
): UnitNeurons[] {
  let first = 0;
  return widths.map((width) => {
    const from = first;
    first += width;
    const own = squares.subarray(from, first);
    const indices = Int32Array.from(own.keys()).filter((j) => own[j] > 0);
    const norms = Float64Array.from(indices, (j) => sqrt(own[j]));
    return inLayerUnits({ indices, norms }, statistics.exponents.subarray(from, first));
  });
}

/** What takes each neuron from its own unit to its layer's. */
function layerUnits(live: readonly UnitNeurons[], widths: readonly number[]): Float64Array {
  const factors = widths.map((width) => new Float64Array(width).fill(1));
  live.forEach(({ indices, norms, units }, k) => {
    indices.forEach((j, c) => {
      factors[k][j] = units[c] / norms[c];
    });
  });
  return Float64Array.from(factors.flatMap((own) => [...own]));
}

/** Datapoints of a block whose values, of all layers together, make the arithmetic efficient. */
export function rowsOfBlock(layers: readonly Activations[]): number {
  const neurons = layers.reduce((sum, layer) => sum + layer.neurons, 0);
  return max(SMALLEST_BLOCK, Math.floor(BLOCK_VALUES / neurons / SMALLEST_BLOCK) * SMALLEST_BLOCK);
}

/** Joins the block that was put to those before it; the moments of all, if there were moments before. */
function addBlock(
  stream: GramStream,
  statistics: NeuronStatistics,
  { rows, seen, moments }: { rows: number; seen: number; moments: RowMoments | undefined },
): RowMoments | undefined {
  const { scale, mean, rest } = centreBlock(stream, statistics, { rows, seen });
  const weight = sqrt((seen * rows) / (seen + rows));
  const joined =
    moments === undefined
      ? void stream.add({ scale, mean, rest })
      : joinMoments(
          { moments, seen, levers: (weights) => gramLevers(stream, moments.widths, weights) },
          { rows, sums: (weights) => blockSums(stream.add({ scale, mean, rest }, weights) as RowSums) },
          statistics,
        );
  if (seen > 0) stream.addRow(statistics.step.map((step) => weight * step));
  return joined;
}

/** Fits the units to the block, folds its means into the running ones, and says how to scale and centre it. */
function centreBlock(stream: GramStream, statistics: NeuronStatistics, { rows, seen }: { rows: number; seen: number }) {
  const { sum, largest, varies } = stream.measure(rows);
  const { exponents } = statistics;
  const [neurons, scale, mean] = [sum.length, new Float64Array(sum.length), new Float64Array(sum.length)];
  const shrinks = new Float64Array(neurons);
  let [shrunk, summed] = [false, true];
  for (let j = 0; j < neurons; j++) {
    shrinks[j] = raiseUnit(statistics, j, largest[j]);
    if (shrinks[j] !== 1) shrunk = true;
    scale[j] = powerOfTwo(-exponents[j]);
    if (varies[j] === 0) mean[j] = sign(sum[j]) * largest[j] * scale[j];
    else if (finite(sum[j]) && abs(exponents[j]) < SUMMABLE) mean[j] = (sum[j] * scale[j]) / rows;
    else summed = false;
  }
  if (shrunk && seen > 0) stream.rescale(shrinks);
  if (!summed) {
    const missing = averageResidues(stream, { scale, mean, varies, rows });
    for (let j = 0; j < neurons; j++) mean[j] += missing[j];
  }
  const rest = averageResidues(stream, { scale, mean, varies, rows });
  for (let j = 0; j < neurons; j++) {
    joinMean(statistics, j, { mean: mean[j], rest: rest[j], constant: varies[j] === 0 }, { rows, seen });
  }
  return { scale, mean, rest };
}

/** The mean of what is left of the columns after scaling and subtracting; nothing is left of constant ones. */
function averageResidues(
  stream: GramStream,
  { scale, mean, varies, rows }: { scale: Float64Array; mean: Float64Array; varies: Int32Array; rows: number },
): Float64Array {
  const residues = stream.residues({ scale, mean });
  for (let j = 0; j < residues.length; j++) residues[j] = varies[j] === 0 ? 0 : residues[j] / rows;
  return residues;
}

/** The levers of everything in the Gram matrix. */
function gramLevers(stream: GramStream, widths: readonly number[], weights: Float64Array) {
  let first = 0;
  const parts = widths.map((width) => {
    const own = new Float64Array(weights.length);
    own.set(weights.subarray(first, first + width), first);
    first += width;
    return own;
  });
  const dots = parts.map((part) => stream.times(part));
  return { products: dots.map((turned) => parts.map((part) => dot(part, turned))), dots };
}

function blockSums({ totals, products, dots }: RowSums): BlockSums {
  const layers = totals.length / 2;
  const among = (from: number) => ({
    products: Array.from({ length: layers }, (_, k) =>
      Array.from({ length: layers }, (_, l) => products.data[(from + l) * totals.length + from + k]),
    ),
    dots: dots.slice(from, from + layers),
  });
  return { totals: [...totals.subarray(0, layers)], norms: among(0), levers: among(layers) };
}

interface Found extends Omit<Sums, 'blocks' | 'live'> {
  readonly layers: readonly Activations[];
}

function describe(
  { x, y, between }: PairFactors,
  { layers, statistics, hashes, moments }: Found,
  route: 'gram' | 'refined',
): Condensed {
  return {
    layers: describeLayers(layers, {
      frames: [x, y].map((factor, k) => spread(factor, layers[k].neurons)),
      statistics,
      hashes,
      conditions: [x, y].map(({ condition: { condition } }) => condition),
    }),
    rowMoments: moments,
    route,
    between,
  };
}

/** Columns at their neurons' places, in their own units. */
function spread({ triangle, indices, norms, units }: LiveFactor, neurons: number): Matrix {
  const frame = zeros(triangle.rows, neurons);
  indices.forEach((j, c) => {
    const from = column(triangle, c);
    const to = column(frame, j);
    const factor = norms[c] / units[c];
    for (let i = 0; i < to.length; i++) to[i] = from[i] * factor;
  });
  return frame;
}
