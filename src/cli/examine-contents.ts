import { inspectLayer } from '../analysis/inspect-layer.js';
import { readLayers } from '../analysis/read-layers.js';
import type { Engine } from '../engine/engine.js';
import { SvccaError } from '../errors.js';
import { countUnusable } from '../io/count-unusable.js';
import type { FoundDump } from '../io/found-run.js';
import type { ContentArray, Contents } from '../io/open-contents.js';
import type { ArrayReport, InspectReport } from '../report/inspect-report.js';
import type { ProgressMode } from './progress.js';
import { watchWork } from './watch-work.js';

export interface ExamineOptions {
  readonly engine: Engine;
  readonly headersOnly: boolean;
  readonly mode: ProgressMode;
}

const NO_FIGURES: Pick<ArrayReport, 'figures' | 'unusable'> = { figures: null, unusable: null };

/** Each array with its figures, or with what in it cannot be computed with. */
export async function examineContents(
  { arrays }: Contents,
  { engine, headersOnly, mode }: ExamineOptions,
): Promise<ArrayReport[]> {
  const total = arrays.reduce((sum, { dump }) => sum + (dump?.resolved.datapoints ?? 0), 0);
  const watch = await watchWork({ mode: headersOnly ? 'never' : mode, total, label: 'reading' });
  const reports: ArrayReport[] = [];
  let before = 0;
  try {
    for (const array of arrays) {
      const onProgress = (datapoints: number) => watch.callbacks.onProgress(before + datapoints);
      const read = headersOnly || array.dump === null ? NO_FIGURES : await examine(array.dump, { engine, onProgress });
      reports.push({ ...headerReport(array), ...read });
      before += array.dump?.resolved.datapoints ?? 0;
    }
  } finally {
    watch.stop();
  }
  return reports;
}

/** The parts of the report that headers tell. */
export function contentsReport({
  run,
  warnings,
}: Contents): Pick<InspectReport, 'kind' | 'order' | 'steps' | 'layers' | 'dumps' | 'warnings'> {
  if (run === null) return { kind: 'file', order: null, steps: [], layers: [], dumps: [], warnings };
  const { order, steps, layers, cells } = run;
  const dumps = cells.map((row) =>
    row.map((dump) => {
      if (dump === null) return null;
      const { operand: path, dtype, shape, order, resolved } = dump;
      return { path, dtype, shape, order, layout: resolved.layout };
    }),
  );
  return { kind: 'run', order, steps, layers, dumps, warnings };
}

function headerReport({ name, step, path, stored, dump, problem }: ContentArray): ArrayReport {
  const { dtype = null, shape = null, order = null } = stored ?? {};
  const { layout = null, datapoints = null, neurons = null, grid = null } = dump?.resolved ?? {};
  const about = { name, step, path, dtype, shape, order, layout, guessed: isGuess(dump) };
  return { ...about, datapoints, neurons, grid, ...NO_FIGURES, problem };
}

/** A layout that another dump told, or that only being the longer axis speaks for. */
function isGuess(dump: FoundDump | null): boolean {
  if (dump === null || dump.shape.length === 1) return false;
  return dump.resolved.like !== undefined || (dump.resolved.layout === 'dn' && dump.order === 'C');
}

/** Maps and sequences with their positions as datapoints: figures are about channels. */
async function examine(
  found: FoundDump,
  { engine, onProgress }: { engine: Engine; onProgress: (datapoints: number) => void },
): Promise<Pick<ArrayReport, 'figures' | 'unusable'>> {
  const { dump, resolved, activations } = await found.open();
  try {
    const layer = { activations, sequence: resolved.layout === 'ntd' };
    const [reading] = readLayers([layer], { conv: 'channels', tokens: 'all' }).layers;
    const figures = await inspectLayer(reading.activations, { engine });
    onProgress(resolved.datapoints);
    return { figures, unusable: { nan: 0, infinite: 0, other: 0, first: null } };
  } catch (error) {
    if (!(error instanceof SvccaError) || error.kind !== 'input') throw error;
    const unusable = await countUnusable(dump);
    if (unusable.first === null) throw error;
    return { figures: null, unusable };
  } finally {
    await dump.close();
  }
}
