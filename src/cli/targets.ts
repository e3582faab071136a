import type { Comparison, SavedDirections } from '../analysis/compare.js';
import { SvccaError } from '../errors.js';
import type { Content } from '../io/atomic-write.js';
import type { FileIdentity } from '../io/open-file.js';
import type { OpenLayer } from '../io/open-layers.js';
import { outputTarget, prepareOutput } from '../io/output-target.js';
import type { ArrayToWrite } from '../io/write-npy.js';
import type { DrawnReport } from '../report/figure/report-scene.js';
import type { Output } from './output.js';

/** The files that a comparison may write. */
export interface TargetOptions {
  readonly output?: string;
  readonly saveDirections?: string;
  readonly saveFactors?: string;
  readonly save?: string;
  readonly plot?: string;
}

/** Refuses, before the work, what could not be written after it: no place, no permission, an input, one file twice. */
export async function prepareTargets(options: TargetOptions, layers: readonly OpenLayer[]): Promise<void> {
  const inputs = layers.flatMap(({ dump: { file } }) => (file === undefined ? [] : [file]));
  await prepareFiles(options, inputs);
}

/** The same of any files that a command may write, given those that it reads. */
export async function prepareFiles(
  { output, saveDirections, saveFactors, save, plot }: TargetOptions,
  inputs: readonly FileIdentity[],
): Promise<void> {
  requireExtension(saveDirections, { option: '--save-directions', extension: '.npz' });
  requireExtension(saveFactors, { option: '--save-factors', extension: '.npz' });
  requireExtension(save, { option: '--save', extension: '.npy' });
  if (plot !== undefined) await requireFigure(plot);
  const targets = [
    { path: output, what: 'the result' },
    { path: saveDirections, what: 'the directions' },
    { path: saveFactors, what: 'the factors' },
    { path: save, what: 'the projected activations' },
    { path: plot, what: 'the figure' },
  ].filter((target): target is Target => target.path !== undefined);
  for (const { path } of targets) await prepareOutput(path, { inputs });
  await refuseOneFile(targets);
}

function requireExtension(
  path: string | undefined,
  { option, extension }: { option: string; extension: '.npy' | '.npz' },
): void {
  if (path === undefined || path.toLowerCase().endsWith(extension)) return;
  throw new SvccaError('usage', `${option} writes a ${extension}, which ${path} is not called`, {
    hint: `name it ${path}${extension}`,
  });
}

/** Refuses a figure of a kind that is not drawn, or not on this machine. */
async function requireFigure(path: string): Promise<void> {
  // What draws is only loaded where a figure is asked for.
  const { figureFormat } = await import('./figure-content.js');
  if (figureFormat(path) !== 'png') return;
  const { loadConverter } = await import('../io/svg-to-png.js');
  await loadConverter();
}

interface Target {
  readonly path: string;
  readonly what: string;
}

/** The one written last would replace the other, however differently the two paths are spelled. */
async function refuseOneFile(targets: readonly Target[]): Promise<void> {
  const taken = new Map<string, string>();
  for (const { path, what } of targets) {
    const { path: real } = await outputTarget(path);
    const other = taken.get(real);
    if (other !== undefined) {
      throw new SvccaError('usage', `${path} cannot be both ${other} and ${what}`, { hint: 'name two files' });
    }
    taken.set(real, what);
  }
}

/** Writes the canonical directions where they were asked for. */
export async function saveDirections(
  { saveDirections: path }: TargetOptions,
  { directions, frequencyDirections }: Pick<Comparison, 'directions' | 'frequencyDirections'>,
  output: Output,
): Promise<void> {
  if (path === undefined) return;
  const arrays =
    frequencyDirections !== undefined
      ? (await import('./frequency-direction-arrays.js')).frequencyDirectionArrays(frequencyDirections)
      : (await import('./direction-arrays.js')).directionArrays(directions as SavedDirections);
  await writeNpz(path, arrays);
  output.note(`wrote ${arrays.get('correlations')?.shape[0]} pairs of canonical directions to ${path}`);
}

/** Writes arrays as a .npz where a file for them was asked for. */
export async function saveArrays(
  path: string | undefined,
  arrays: ReadonlyMap<string, ArrayToWrite>,
  output: Output,
): Promise<void> {
  if (path === undefined) return;
  await writeNpz(path, arrays);
  output.note(`wrote ${[...arrays.keys()].join(', ')} to ${path}`);
}

/** Writes what is made while it is written where a file for it was asked for. */
export async function saveStream(
  path: string | undefined,
  { content, what }: { content: () => Content; what: string },
  output: Output,
): Promise<void> {
  if (path === undefined) return;
  await writeFile(path, content());
  output.note(`wrote ${what} to ${path}`);
}

/** Draws a report where a figure was asked for. */
export async function savePlot({ plot: path }: TargetOptions, report: DrawnReport, output: Output): Promise<void> {
  if (path === undefined) return;
  const { drawnReport } = await import('./run-figures.js');
  await writeFile(path, await drawnReport(path, report));
  output.note(`wrote ${path}`);
}

/** Writes the result to the file asked for, else to standard output. */
export async function writeResult({ output: path }: TargetOptions, text: string, output: Output): Promise<void> {
  if (path === undefined) return output.result(text);
  await writeFile(path, text);
  output.note(`wrote ${path}`);
}

async function writeNpz(path: string, arrays: ReadonlyMap<string, ArrayToWrite>): Promise<void> {
  const { npzBytes } = await import('../io/write-npz.js');
  await writeFile(path, npzBytes(arrays));
}

/** What writes files is only loaded where one is asked for. */
async function writeFile(path: string, content: Content): Promise<void> {
  const { writeFileAtomic } = await import('../io/atomic-write.js');
  await writeFileAtomic(path, content);
}
