import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './file-problem.js';

/**
 * The folder is there, with all that lead to it; those that were not before, outermost first. Node's own recursive mkdir never ends where
 * the system says that nothing can be made (ENOENT, as in /proc) of a folder whose parent is there.
 */
export async function makeFolder(path: string, options: { readonly mode?: number } = {}): Promise<string[]> {
  try {
    await mkdir(path, options);
    return [path];
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST' && (await isFolder(path))) return [];
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await isFolder(parent))) throw error;
    return [...(await makeFolder(parent, options)), ...(await makeFolder(path, options))];
  }
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
