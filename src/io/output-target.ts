import { constants, type Stats } from 'node:fs';
import { access, lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SvccaError } from '../errors.js';
import { systemCode } from './file-problem.js';
import type { FileIdentity } from './open-file.js';
import { writeProblem } from './write-problem.js';

/** Where an output really goes: through symbolic links, and straight into pipes and devices. */
export interface OutputTarget {
  readonly path: string;
  /** Written in place, never renamed over. */
  readonly direct: boolean;
  /** The permissions of the file that is replaced. */
  readonly mode: number | undefined;
}

const MOST_LINKS = 40;

/** Finds out, before the work, that the output can be written, and that it would not replace an input. */
export async function prepareOutput(
  path: string,
  { inputs = [] }: { inputs?: readonly FileIdentity[] } = {},
): Promise<void> {
  const target = await outputTarget(path);
  if (target.direct) return;
  await refuseInputs(target.path, { path, inputs });
  await requireWritable(dirname(target.path), path, constants.W_OK | constants.X_OK);
  if (target.mode !== undefined) await requireWritable(target.path, path, constants.W_OK);
}

/** Follows links to what would be written, and refuses what no file can replace. */
export async function outputTarget(path: string): Promise<OutputTarget> {
  if (standardStream(path) !== undefined) return { path, direct: true, mode: undefined };
  const real = await followLinks(path);
  const found = await statOrNothing(real, path);
  if (found === undefined) {
    await requireFolder(dirname(real), path);
    return { path: real, direct: false, mode: undefined };
  }
  if (found.isDirectory()) {
    throw new SvccaError('usage', `${path} is a directory, and the output is a file`, {
      hint: 'name a file in it',
    });
  }
  if (found.isCharacterDevice() || found.isFIFO()) return { path: real, direct: true, mode: undefined };
  if (!found.isFile()) {
    throw new SvccaError('usage', `${path} is a socket or a disk, which is never written to`, { hint: 'name a file' });
  }
  return { path: real, direct: isStandardStream(path), mode: found.mode & 0o7777 };
}

/** The standard stream that a path stands for; whatever is behind it, also a socket, is open already. */
export function standardStream(path: string): 'stdout' | 'stderr' | undefined {
  const own = /^\/(?:dev\/(?:fd\/)?|proc\/self\/fd\/)(stdout|stderr|1|2)$/.exec(path)?.[1];
  if (own === undefined) return undefined;
  return own === 'stdout' || own === '1' ? 'stdout' : 'stderr';
}

/** /dev/stdout and the like stay what the shell opened, even when that is a file. */
function isStandardStream(path: string): boolean {
  return /^\/(dev|proc)\//.test(resolve(path));
}

async function followLinks(path: string): Promise<string> {
  let current = resolve(path);
  for (let links = 0; links < MOST_LINKS; links++) {
    if (isStandardStream(current)) return current;
    const link = await lstat(current).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (!link) return join(await realpath(dirname(current)).catch(() => dirname(current)), basename(current));
    current = resolve(dirname(current), await readlink(current));
  }
  throw new SvccaError('usage', `${path} is a symbolic link that leads to itself`, { hint: 'name another file' });
}

async function statOrNothing(real: string, path: string): Promise<Stats | undefined> {
  try {
    return await stat(real);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw writeProblem(path, error);
  }
}

async function requireFolder(folder: string, path: string): Promise<void> {
  const found = await statOrNothing(folder, path);
  if (found?.isDirectory() === true) return;
  const what = found === undefined ? 'does not exist' : 'is no folder';
  throw new SvccaError('usage', `${path} cannot be written: ${folder} ${what}`, {
    hint: `make it first: mkdir -p ${folder}`,
  });
}

async function refuseInputs(
  real: string,
  { path, inputs }: { path: string; inputs: readonly FileIdentity[] },
): Promise<void> {
  const { dev, ino } = await stat(real, { bigint: true }).catch(() => ({ dev: -1n, ino: -1n }));
  if (!inputs.some((input) => input.dev === dev && input.ino === ino)) return;
  throw new SvccaError('usage', `${path} is one of the inputs, and the output would replace it`, {
    hint: 'name another file',
  });
}

async function requireWritable(real: string, path: string, mode: number): Promise<void> {
  await access(real, mode).catch((error) => {
    throw writeProblem(path, error);
  });
}
