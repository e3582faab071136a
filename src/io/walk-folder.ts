import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readProblem, systemCode } from './file-problem.js';

/** A file below a folder: the names of the folders on its way, then its own. */
export type Way = readonly string[];

/**
 * The files below a folder, hidden ones left out, in order of their names. A link to a folder is followed unless that folder was
 * already seen, so that none is listed twice and no cycle is walked.
 *
 * @throws SvccaError ('input') when a folder cannot be read.
 */
export async function walkFolder(root: string): Promise<Way[]> {
  const seen = new Set<string>([identity(await statOf(root))]);
  const files: Way[] = [];
  const links: Way[] = [];
  const walk = async (start: Way) => {
    const folders = [start];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of await entriesOf(join(root, ...folder))) {
        if (entry.name.startsWith('.')) continue;
        const way = [...folder, entry.name];
        if (entry.isSymbolicLink()) links.push(way);
        else if (!entry.isDirectory()) files.push(way);
        else if (isNew(seen, await statOf(join(root, ...way)))) folders.push(way);
      }
    }
  };
  await walk([]);
  // Folders that are really there go first: a link beside them is only another name of theirs.
  for (let link = links.shift(); link !== undefined; link = links.shift()) {
    const target = await stat(join(root, ...link), { bigint: true }).catch(nothing);
    if (target === undefined || !target.isDirectory()) files.push(link);
    else if (isNew(seen, target)) await walk(link);
  }
  return files.sort(byNames);
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw readProblem(folder, error);
  }
}

async function statOf(path: string): Promise<BigIntStats> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    throw readProblem(path, error);
  }
}

/** A link that leads nowhere, which whoever opens it is told. */
function nothing(error: unknown): undefined {
  if (systemCode(error) === undefined) throw error;
  return undefined;
}

function isNew(seen: Set<string>, found: BigIntStats): boolean {
  const before = seen.size;
  return seen.add(identity(found)).size > before;
}

function identity({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function byNames(a: Way, b: Way): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] !== b[i]) return (a[i] as string) < (b[i] as string) ? -1 : 1;
  }
  return a.length - b.length;
}
