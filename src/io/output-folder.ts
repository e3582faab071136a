import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SvccaError } from '../errors.js';
import { systemCode } from './file-problem.js';
import type { FileIdentity } from './open-file.js';
import { prepareOutput } from './output-target.js';

/**
 * Makes a folder for files of these names, which may be in folders of it.
 *
 * @throws SvccaError ('usage') when one cannot be written there, or would replace an input.
 */
export async function prepareFolder(
  folder: string,
  { names, inputs }: { names: readonly string[]; inputs: readonly FileIdentity[] },
): Promise<void> {
  try {
    for (const name of names) await mkdir(dirname(join(folder, name)), { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new SvccaError('usage', `${folder} cannot be a folder to write to (${systemCode(error) ?? 'unknown'})`, {
      hint: 'name another one with --out-dir',
    });
  }
  for (const name of names) await prepareOutput(join(folder, name), { inputs });
}
