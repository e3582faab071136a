import { stat } from 'node:fs/promises';

/** Whether there is a regular file, or something else than a directory, of this name. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );
}

/** Whether there is a directory of this name. */
export async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
