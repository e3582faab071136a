import { type ConvReading, readLayers } from '../src/analysis/read-layers.js';
import type { Run, RunDump } from '../src/analysis/run.js';
import { dumpActivations } from '../src/io/dump-activations.js';
import { resolveLayouts } from '../src/io/layout.js';
import { openDump } from '../src/io/open-dump.js';
import { fixture } from './fixtures.js';

/** The training run of `fixtures/run`, read that way. */
export async function fixtureRun({ layers, steps, conv }: RunFixture & { steps: readonly number[] }): Promise<Run> {
  const cells = await Promise.all(
    steps.map((step) => {
      const folder = `run/step_${String(step).padStart(6, '0')}`;
      return Promise.all(layers.map((layer) => runDump(`${folder}/${layer}.npy`, conv)));
    }),
  );
  return { layers, steps, cells };
}

/** The layers of `fixtures/run-b` at a step, read that way. */
export async function fixtureNetwork({ layers, step, conv }: RunFixture & { step: number }) {
  return {
    layers,
    dumps: await Promise.all(layers.map((layer) => runDump(`run-b/step_${step}.npz:${layer}`, conv))),
  };
}

interface RunFixture {
  readonly layers: readonly string[];
  readonly conv: ConvReading;
}

async function runDump(path: string, conv: ConvReading): Promise<RunDump> {
  const open = async () => {
    const dump = await openDump(fixture(path));
    const [resolved] = resolveLayouts([{ name: path, shape: dump.shape }], dump.shape.length === 4 ? 'nchw' : 'nd');
    const { layers } = readLayers([{ activations: dumpActivations(dump, resolved) }], { conv });
    return { activations: { ...layers[0].activations, name: path }, close: () => dump.close() };
  };
  const { activations, close } = await open();
  await close();
  const { datapoints, neurons, grid } = activations;
  return {
    name: path,
    datapoints,
    neurons,
    ...(grid === undefined ? {} : { grid }),
    open,
    digest: async () => `${conv} ${path}`,
  };
}
