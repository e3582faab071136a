import { constants } from 'node:fs';
import { access, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SvccaError } from '../errors.js';
import { systemCode } from './file-problem.js';
import { makeFolder } from './make-folder.js';
import type { FileIdentity } from './open-file.js';
import { prepareOutput } from './output-target.js';

/**
 * Finds out, before the work, that files of these names, which may be in folders of it, can be written to a folder: it is made, and where
 * it was not there before it is taken away again, so that work that fails leaves nothing.
 *
 * @throws SvccaError ('usage') when one cannot be written there, or would replace an input.
 */
export async function prepareFolder(
  folder: string,
  { names, inputs }: { names: readonly string[]; inputs: readonly FileIdentity[] },
): Promise<void> {
  const made: string[] = [];
  try {
    for (const name of names) made.push(...(await makeFolder(dirname(join(folder, name)))));
    await access(folder, constants.W_OK | constants.X_OK);
    for (const name of names) await prepareOutput(join(folder, name), { inputs });
  } catch (error) {
    if (error instanceof SvccaError) throw error;
    throw new SvccaError('usage', `${folder} cannot be a folder to write to (${systemCode(error) ?? 'unknown'})`, {
      hint: 'name another one with --out-dir',
    });
  } finally {
    for (const path of made.reverse()) await rmdir(path).catch(() => {});
  }
}
