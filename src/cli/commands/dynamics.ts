import { completeRun } from '../../analysis/complete-run.js';
import { dynamics } from '../../analysis/dynamics.js';
import { constantLayers, dynamicsWarnings } from '../../analysis/run-warnings.js';
import type { SvccaError } from '../../errors.js';
import { openRun } from '../../io/run-directory.js';
import { dynamicsReport } from '../../report/run-report.js';
import { dynamicsArtefacts } from '../dynamics-artefacts.js';
import { cutFrom, formatFrom, selectionFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { readRuns } from '../read-run.js';
import { runJob } from '../run-job.js';
import { incompleteSteps, runNotes } from '../run-notes.js';
import { openingFrom } from '../run-options.js';
import { prepareRunOutput, writeRunOutput } from '../run-output.js';
import { VERSION } from '../version.js';
import type { DynamicsCommandOptions } from './dynamics-options.js';

/** `svcca dynamics RUN`: how does every layer approach its final representation? */
export async function runDynamics(path: string, given: DynamicsCommandOptions): Promise<void> {
  const options = withStandardOutput(given);
  const output = standardOutput(options);
  const [format, cut] = [formatFrom(options), cutFrom(options)];
  const found = await openRun(path, openingFrom(options));
  const [read] = readRuns([found], options);
  const { run, left } = completeRun(read.run);
  await prepareRunOutput(options, { artefacts: dynamicsArtefacts(unfinished, run.steps), inputs: found.files });
  for (const line of runNotes(read)) output.note(line);
  const dumps = run.cells.flat().filter((dump) => dump !== null);
  const held = run.cells[run.cells.length - 1].filter((dump) => dump !== null);
  const { metric, side, epsilon } = options;
  const constant: SvccaError[] = [];
  const onGap = options.strict ? undefined : (error: SvccaError) => void constant.push(error);
  const wanted = { metric, side, epsilon, cut, independent: read.independent, onGap };
  const { result, engine } = await runJob({ held, dumps, metric }, options, output, (tools) =>
    dynamics(run, { ...wanted, ...tools }),
  );
  const report = dynamicsReport(result, {
    version: VERSION,
    engine,
    options: { ...options, cut, selection: selectionFrom(options) },
    inputs: read.inputs,
    warnings: [...found.warnings, ...incompleteSteps(left), ...constantLayers(constant), ...dynamicsWarnings(result)],
  });
  await writeRunOutput(report, { options, format, output, artefacts: dynamicsArtefacts(() => report, report.steps) });
}

function unfinished(): never {
  throw new Error('the report is not there yet');
}
