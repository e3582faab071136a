import { writeFileAtomic } from '../io/atomic-write.js';
import type { FileIdentity } from '../io/open-file.js';
import { prepareFolder } from '../io/output-folder.js';
import { PLAIN_ROOM } from '../report/plain-room.js';
import { PLAIN } from '../report/table.js';
import type { Format } from './options.js';
import { type Artefact, writeArtefacts } from './out-dir.js';
import type { Output } from './output.js';
import { type Result, renderResult } from './render-result.js';
import { prepareFiles, type TargetOptions, writeResult } from './targets.js';

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
  readable: Result & { report: { readonly warnings: readonly { readonly message: string }[] } },
  {
    options,
    format,
    output,
    artefacts,
    plotted,
  }: {
    options: RunOutputOptions;
    format: Format;
    output: Output;
    artefacts: readonly Artefact[];
    /** The name of the artefacts that are the figure. */
    plotted: string;
  },
): Promise<void> {
  const seenInTable = output.watched && format === 'table' && options.output === undefined;
  if (!seenInTable) for (const { message } of readable.report.warnings) output.warning(message);
  const { plot, outDir } = options;
  if (plot !== undefined) {
    const { figureFormat } = await import('./figure-content.js');
    const figure = artefacts.find(({ name }) => name === `${plotted}.${figureFormat(plot)}`);
    if (figure !== undefined) await writeFileAtomic(plot, await figure.content());
    output.note(`wrote ${plot}`);
  }
  if (outDir !== undefined) await writeArtefacts(outDir, artefacts, output);
  const { style, room } = options.output === undefined ? output : { style: PLAIN, room: PLAIN_ROOM };
  await writeResult(options, renderResult(readable, { format, style, room }), output);
}
