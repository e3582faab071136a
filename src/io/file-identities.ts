import { stat } from 'node:fs/promises';
import type { FileIdentity } from './open-file.js';

/** What tells files that are read from others, for those of the names that are files. */
export async function fileIdentities(paths: readonly (string | undefined)[]): Promise<FileIdentity[]> {
  const found = await Promise.all(paths.map((path) => (path === undefined ? undefined : identityOf(path))));
  return found.flatMap((identity) => identity ?? []);
}

async function identityOf(path: string): Promise<FileIdentity | undefined> {
  return stat(path, { bigint: true }).then(
    (file) => (file.isFile() ? { dev: file.dev, ino: file.ino } : undefined),
    () => undefined,
  );
}
