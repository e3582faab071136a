import { SvccaError } from '../../errors.js';
import { openContents } from '../../io/open-contents.js';
import { prepareOutput } from '../../io/output-target.js';
import { writeManifest } from '../../io/write-manifest.js';
import { inspectFacts } from '../../report/inspect-facts.js';
import { inspectReport } from '../../report/inspect-report.js';
import { inspectTidyRows } from '../../report/inspect-rows.js';
import { PLAIN } from '../../report/table.js';
import { chooseEngine } from '../choose-engine.js';
import { contentsReport, examineContents } from '../examine-contents.js';
import { formatFrom } from '../options.js';
import { standardOutput } from '../output.js';
import { renderResult } from '../render-result.js';
import { writeResult } from '../targets.js';
import { VERSION } from '../version.js';
import type { InspectCommandOptions } from './inspect-options.js';

/** `svcca inspect PATH`: what is in it, how will it be read, what is wrong with it? */
export async function runInspect(path: string, options: InspectCommandOptions): Promise<void> {
  const output = standardOutput(options);
  const format = formatFrom(options);
  const { layout, headersOnly = false } = options;
  const contents = await openContents(path, options);
  if (options.writeManifest && contents.run === null) {
    throw new SvccaError('usage', `${path} is a file, and a manifest belongs into a run directory`, {
      hint: 'leave --write-manifest out',
    });
  }
  if (options.output !== undefined) await prepareOutput(options.output, { inputs: contents.files });
  const written = options.writeManifest && contents.run ? await writeManifest(contents.run, options) : undefined;
  if (written !== undefined) output.note(`wrote ${written}`);
  const engine = await chooseEngine(options, output);
  const arrays = await examineContents(contents, { engine, headersOnly, mode: options.progress });
  const asked = { version: VERSION, options: { layout, headersOnly }, path };
  const report = inspectReport({ ...asked, ...contentsReport(contents), arrays });
  const shown = format === 'table' || format === 'md';
  if (!shown) for (const { message } of report.warnings) output.warning(message);
  const style = options.output === undefined ? output.style : PLAIN;
  const result = { report, facts: () => inspectFacts(report), rows: () => inspectTidyRows(report) };
  await writeResult(options, renderResult(result, { format, style }), output);
}
