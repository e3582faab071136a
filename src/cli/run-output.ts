import type { FileIdentity } from '../io/open-file.js';
import { prepareFolder } from '../io/output-folder.js';
import type { DrawnReport } from '../report/figure/report-scene.js';
import { PLAIN_ROOM } from '../report/plain-room.js';
import { PLAIN } from '../report/table.js';
import type { Format } from './options.js';
import { type Artefact, writeArtefacts } from './out-dir.js';
import type { Output } from './output.js';
import { readableReport } from './readable-report.js';
import { renderResult } from './render-result.js';
import { prepareFiles, savePlot, type TargetOptions, writeResult } from './targets.js';

/** Where the result of a command on runs goes. */
export interface RunOutputOptions extends TargetOptions {
  readonly outDir?: string;
}

/** Refuses, before the work, what could not be written after it. */
export async function prepareRunOutput(
  options: RunOutputOptions,
  { artefacts, inputs }: { artefacts: readonly Artefact[]; inputs: readonly FileIdentity[] },
): Promise<void> {
  await prepareFiles(options, inputs);
  if (options.outDir === undefined) return;
  await prepareFolder(options.outDir, { names: artefacts.map(({ name }) => name), inputs });
}

/** Writes the figure, the folder of artefacts and the result itself, as far as they were asked for. */
export async function writeRunOutput(
  report: DrawnReport,
  {
    options,
    format,
    output,
    artefacts,
  }: { options: RunOutputOptions; format: Format; output: Output; artefacts: readonly Artefact[] },
): Promise<void> {
  const seenInTable = output.watched && format === 'table' && options.output === undefined;
  if (!seenInTable) for (const { message } of report.warnings) output.warning(message);
  await savePlot(options, report, output);
  if (options.outDir !== undefined) await writeArtefacts(options.outDir, artefacts, output);
  const { style, room } = options.output === undefined ? output : { style: PLAIN, room: PLAIN_ROOM };
  await writeResult(options, renderResult(readableReport(report), { format, style, room }), output);
}
