import type { Command } from 'commander';
import { EXIT_CODES } from '../../errors.js';
import { openFile } from '../../io/open-file.js';
import { readText } from '../../io/read-text.js';
import { reportSchema } from '../../io/report-schema.js';
import { readReport } from '../../report/read-report.js';
import { PLAIN } from '../../report/table.js';
import { PLAIN_ROOM } from '../../report/terminal-heatmap.js';
import { formatFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { readableReport } from '../readable-report.js';
import { renderResult } from '../render-result.js';
import { prepareFiles, savePlot, writeResult } from '../targets.js';
import { VERSION } from '../version.js';
import { declareRender, type RenderCommandOptions } from './render-options.js';

/** `svcca render REPORT.json`: the pictures again, from a report, without computing. `done` gets the exit code. */
export function renderCommand(done: (exitCode: number) => void): Command {
  return declareRender().action(async (path: string, options: RenderCommandOptions) => {
    await run(path, withStandardOutput(options));
    done(EXIT_CODES.done);
  });
}

async function run(path: string, options: RenderCommandOptions): Promise<void> {
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
  const readable = readableReport(report, toFile ? PLAIN_ROOM : output.room);
  await writeResult(options, renderResult(readable, { format, style: toFile ? PLAIN : output.style }), output);
}
