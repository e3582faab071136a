import { openFile } from '../../io/open-file.js';
import { readText } from '../../io/read-text.js';
import { reportSchema } from '../../io/report-schema.js';
import { PLAIN_ROOM } from '../../report/plain-room.js';
import { readReport } from '../../report/read-report.js';
import { PLAIN } from '../../report/table.js';
import { formatFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { readableReport } from '../readable-report.js';
import { renderResult } from '../render-result.js';
import { prepareFiles, savePlot, writeResult } from '../targets.js';
import { VERSION } from '../version.js';
import type { RenderCommandOptions } from './render-options.js';

/** `svcca render REPORT.json`: the pictures again, from a report, without computing. */
export async function runRender(path: string, given: RenderCommandOptions): Promise<void> {
  const options: RenderCommandOptions = withStandardOutput(given);
  const output = standardOutput(options);
  const format = formatFrom(options);
  const file = await openFile(path);
  await file.close();
  await prepareFiles(options, [file.identity]);
  const report = await readReport(await readText(path), { name: path, version: VERSION, schemaOf: reportSchema });
  const seenInTable = output.watched && format === 'table' && options.output === undefined;
  if (!seenInTable) for (const { message } of report.warnings) output.warning(message);
  await savePlot(options, report, output);
  const toFile = options.output !== undefined;
  const shown = toFile ? { style: PLAIN, room: PLAIN_ROOM } : output;
  await writeResult(options, renderResult(readableReport(report), { format, ...shown }), output);
}
