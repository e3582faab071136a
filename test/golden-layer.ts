import type { NextLayer } from '../src/analysis/next-layer.js';
import type { ProjectOptions } from '../src/analysis/project.js';
import { type Matrix, zeros } from '../src/engine/matrix.js';
import { dumpActivations } from '../src/io/dump-activations.js';
import { openDump } from '../src/io/open-dump.js';
import { type Activations, activationsFrom } from '../src/similarity/activations.js';
import { FULL_RANK } from '../src/similarity/kept-directions.js';
import { fixture } from './fixtures.js';

/** A layer of golden/compress.json: a dump, or columns that are sums of its neurons, times plus or minus a power of two, plus a constant. */
export interface GoldenLayer {
  readonly path: string;
  readonly columns?: readonly (readonly [neurons: readonly number[], scale: number, constant: number])[];
}

/** The layer in memory. */
export async function goldenLayer({ path, columns }: GoldenLayer): Promise<Activations> {
  const { rows: neurons, cols: datapoints, data } = await fixtureArray(path);
  if (columns === undefined) return activationsFrom(data, { name: path, datapoints, neurons });
  const values = new Float64Array(datapoints * columns.length);
  for (let i = 0; i < datapoints; i++) {
    columns.forEach(([summed, scale, constant], j) => {
      const sum = summed.reduce((so, neuron) => so + data[i * neurons + neuron], 0);
      values[i * columns.length + j] = sum * scale + constant;
    });
  }
  return activationsFrom(values, { name: path, datapoints, neurons: columns.length });
}

export type GoldenOptions = Pick<ProjectOptions, 'cut' | 'other' | 'next' | 'heldOut' | 'labels'>;

/** The operands of a case of golden/compress.json. */
export interface GoldenCase {
  readonly layer: GoldenLayer;
  readonly other: GoldenLayer | null;
  readonly logits: GoldenLayer | null;
  readonly threshold: number;
  readonly next: string | null;
  readonly heldOut: string | null;
  readonly labels: string | null;
}

/** What a case gives beside its layer. */
export async function goldenOptions({
  other,
  logits,
  threshold,
  next,
  heldOut,
  labels,
}: GoldenCase): Promise<GoldenOptions> {
  const second = other ?? logits;
  return {
    cut: { ...FULL_RANK, variance: threshold },
    ...(second === null
      ? {}
      : { other: { activations: await goldenLayer(second), as: other === null ? 'logits' : 'layer' } }),
    ...(next === null || heldOut === null
      ? {}
      : { next: await fixtureNext(next), heldOut: await goldenLayer({ path: heldOut }) }),
    ...(labels === null ? {} : { labels: await fixtureLabels(labels) }),
  };
}

/** What computes a layer of fixtures/mlp from the one before. */
export async function fixtureNext(name: string): Promise<NextLayer> {
  const stored = await fixtureArray(`mlp/${name}.weight.npy`);
  const weights = zeros(stored.cols, stored.rows);
  for (let i = 0; i < weights.rows; i++) {
    for (let j = 0; j < weights.cols; j++) weights.data[j * weights.rows + i] = stored.data[i * weights.cols + j];
  }
  return { name, weights, bias: (await fixtureArray(`mlp/${name}.bias.npy`)).data };
}

/** The classes that a dump of integers holds. */
export async function fixtureLabels(path: string): Promise<Int32Array> {
  return Int32Array.from((await fixtureArray(path)).data);
}

/** A dump with each of its datapoints as a column. */
export async function fixtureArray(path: string): Promise<Matrix> {
  const dump = await openDump(fixture(path));
  try {
    const [datapoints, neurons = 1] = dump.shape;
    const data = new Float64Array(datapoints * neurons);
    for await (const { start, values } of dumpActivations(dump, { layout: 'nd', datapoints, neurons }).blocks(64)) {
      data.set(values, start * neurons);
    }
    return { rows: neurons, cols: datapoints, data };
  } finally {
    await dump.close();
  }
}
