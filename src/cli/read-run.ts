import { type ConvReading, type LayerReading, readLayers, type TokensReading } from '../analysis/read-layers.js';
import type { Run, RunDump } from '../analysis/run.js';
import type { FoundDump, FoundRun } from '../io/found-run.js';
import type { RunInput, RunInputs } from '../report/run-reports.js';
import type { Activations } from '../similarity/activations.js';
import { type Selection, selectDatapoints } from '../similarity/select-datapoints.js';

/** A run as it is compared, and what the report says about how it was read. */
export interface ReadRun {
  readonly run: Run;
  readonly inputs: RunInputs;
  /** Datapoints that are independent of each other. */
  readonly independent: number;
}

/** How maps and sequences are read, and which datapoints. */
export interface ReadRunsOptions {
  readonly conv?: ConvReading;
  readonly tokens?: TokensReading;
  readonly selection?: Selection | undefined;
}

/** One or more found runs as the options say that they are compared, all read in the same way. */
export function readRuns(runs: readonly FoundRun[], { selection, ...options }: ReadRunsOptions = {}): ReadRun[] {
  const dumps = runs.flatMap(({ cells }) => cells.flat()).filter((dump) => dump !== null);
  const { layers: readings, independent } = readLayers(
    dumps.map((dump) => ({
      activations: selectDatapoints(headerOf(dump), selection),
      sequence: dump.resolved.layout === 'ntd',
    })),
    options,
  );
  const readingOf = new Map(dumps.map((dump, i) => [dump, readings[i]]));
  return runs.map(({ path, layers, order, steps, cells }) => {
    const inputs: RunInput[] = [];
    const read = cells.map((row, t) =>
      row.map((dump, l) => {
        if (dump === null) return null;
        const reading = readingOf.get(dump) as LayerReading;
        inputs.push(inputOf(dump, reading, { layer: layers[l], step: steps[t] }));
        return runDump(dump, reading, selection);
      }),
    );
    return { run: { layers, steps, cells: read }, inputs: { run: path, order, dumps: inputs }, independent };
  });
}

/** A dump as its header describes it; its values are not there. */
function headerOf({ operand, resolved: { datapoints, neurons, grid } }: FoundDump): Activations {
  return {
    name: operand,
    datapoints,
    neurons,
    ...(grid === undefined ? {} : { grid }),
    blocks() {
      throw new Error(`${operand} was not opened`);
    },
  };
}

function runDump(
  dump: FoundDump,
  { activations, conv, tokens }: LayerReading,
  selection: Selection | undefined,
): RunDump {
  const { name, datapoints, neurons, grid } = activations;
  const how = [conv ?? '-', tokens ?? '-', selection?.count ?? '-', selection?.seed ?? '-'].join(',');
  return {
    name,
    datapoints,
    neurons,
    ...(grid === undefined ? {} : { grid }),
    async open() {
      const opened = await dump.open();
      return { activations: readAs(opened.activations), close: () => opened.dump.close() };
    },
    digest: async () => `${await dump.digest()},${how}`,
  };

  function readAs(stored: Activations): Activations {
    const layer = { activations: selectDatapoints(stored, selection), sequence: dump.resolved.layout === 'ntd' };
    return readLayers([layer], asRead({ conv, tokens })).layers[0].activations;
  }
}

function asRead({ conv, tokens }: { conv: ConvReading | null; tokens: TokensReading | null }) {
  return { ...(conv === null ? {} : { conv }), ...(tokens === null ? {} : { tokens }) };
}

function inputOf(
  { operand, dtype, shape, order, resolved }: FoundDump,
  { conv, tokens }: LayerReading,
  place: { layer: string; step: number | string },
): RunInput {
  const { layout, grid = null } = resolved;
  return { ...place, path: operand, dtype, shape, order, layout, conv, tokens, grid };
}
