import type { SavedDirections } from '../analysis/compare.js';
import { SvccaError } from '../errors.js';
import { writeFileAtomic } from '../io/atomic-write.js';
import type { OpenLayer } from '../io/open-layers.js';
import { outputTarget, prepareOutput } from '../io/output-target.js';
import { npzBytes } from '../io/write-npz.js';
import { directionArrays } from './direction-arrays.js';
import type { Output } from './output.js';

/** The files that a comparison may write. */
export interface TargetOptions {
  readonly output?: string;
  readonly saveDirections?: string;
}

/** Refuses, before the work, what could not be written after it: no place, no permission, an input, one file twice. */
export async function prepareTargets(
  { output, saveDirections }: TargetOptions,
  layers: readonly OpenLayer[],
): Promise<void> {
  const inputs = layers.flatMap(({ dump: { file } }) => (file === undefined ? [] : [file]));
  if (saveDirections !== undefined && !saveDirections.toLowerCase().endsWith('.npz')) {
    throw new SvccaError('usage', `--save-directions writes a .npz, which ${saveDirections} is not called`, {
      hint: `name it ${saveDirections}.npz`,
    });
  }
  for (const path of [output, saveDirections]) if (path !== undefined) await prepareOutput(path, { inputs });
  if (output !== undefined && saveDirections !== undefined) await refuseOneFile(output, saveDirections);
}

/** The one written last would replace the other, however differently the two paths are spelled. */
async function refuseOneFile(output: string, saveDirections: string): Promise<void> {
  const [result, directions] = [await outputTarget(output), await outputTarget(saveDirections)];
  if (result.path !== directions.path) return;
  throw new SvccaError('usage', `${saveDirections} cannot be both the result and the directions`, {
    hint: 'name two files',
  });
}

/** Writes the canonical directions where they were asked for. */
export async function saveDirections(
  { saveDirections: path }: TargetOptions,
  directions: SavedDirections | undefined,
  output: Output,
): Promise<void> {
  if (path === undefined || directions === undefined) return;
  await writeFileAtomic(path, npzBytes(directionArrays(directions)));
  output.note(`wrote ${directions.correlations.length} pairs of canonical directions to ${path}`);
}

/** Writes the result to the file asked for, else to standard output. */
export async function writeResult({ output: path }: TargetOptions, text: string, output: Output): Promise<void> {
  if (path === undefined) return output.result(text);
  await writeFileAtomic(path, text);
  output.note(`wrote ${path}`);
}
