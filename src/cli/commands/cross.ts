import { completeRun } from '../../analysis/complete-run.js';
import { cross, type Network } from '../../analysis/cross.js';
import { crossWarnings } from '../../analysis/run-warnings.js';
import { openRun } from '../../io/run-directory.js';
import { crossReport } from '../../report/run-report.js';
import { crossArtefacts } from '../cross-artefacts.js';
import { cutFrom, formatFrom, selectionFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { type ReadRun, readRuns } from '../read-run.js';
import { runJob } from '../run-job.js';
import { namedWarnings, networkNotes } from '../run-notes.js';
import { openingFrom } from '../run-options.js';
import { prepareRunOutput, writeRunOutput } from '../run-output.js';
import { VERSION } from '../version.js';
import type { RunCommandOptions } from './dynamics-options.js';

/** `svcca cross RUN_A RUN_B`: which layers of two networks correspond? */
export async function runCross([a, b]: readonly [string, string], given: RunCommandOptions): Promise<void> {
  const options = withStandardOutput(given);
  const output = standardOutput(options);
  const [format, cut, selection] = [formatFrom(options), cutFrom(options), selectionFrom(options)];
  const found = [await openRun(a, openingFrom(options)), await openRun(b, openingFrom(options))];
  const [first, second] = readRuns(found, { ...options, selection });
  const [rows, columns] = [networkOf(first), networkOf(second)];
  await prepareRunOutput(options, {
    artefacts: crossArtefacts(unfinished),
    inputs: found.flatMap(({ files }) => files),
  });
  for (const read of [first, second]) for (const line of networkNotes(read)) output.note(line);
  const { metric, side } = options;
  const wanted = { metric, side, cut, independent: first.independent };
  const dumps = [...columns.dumps, ...rows.dumps];
  const { result, engine } = await runJob({ held: columns.dumps, dumps, metric }, options, output, (tools) =>
    cross(rows, columns, { ...wanted, ...tools }),
  );
  const report = crossReport(result, {
    version: VERSION,
    engine,
    options: { ...options, cut, selection },
    inputs: { rows: first.inputs, columns: second.inputs },
    warnings: [...found.flatMap(namedWarnings), ...crossWarnings(result)],
  });
  await writeRunOutput(report, { options, format, output, artefacts: crossArtefacts(() => report) });
}

/** The layers of a run at its last complete step; those that it lacks there are left out. */
function networkOf({ run: all }: ReadRun): Network {
  const { run } = completeRun(all);
  const last = run.cells[run.cells.length - 1];
  const there = run.layers.flatMap((layer, l) => (last[l] === null ? [] : [{ layer, dump: last[l] }]));
  return { layers: there.map(({ layer }) => layer), dumps: there.map(({ dump }) => dump) };
}

function unfinished(): never {
  throw new Error('the report is not there yet');
}
