import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { systemCode } from './file-problem.js';
import { type OutputTarget, outputTarget, standardStream } from './output-target.js';
import { writeProblem } from './write-problem.js';

/** What is written: text in UTF-8, bytes, or pieces of bytes. */
export type Content = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * The file holds all of the content, or what it held before: written beside its place, synced and renamed. Links are
 * followed, permissions kept; a device or pipe is written straight. What need not survive a power cut need not be durable: it
 * may then be empty, or cut short, after one.
 */
export async function writeFileAtomic(
  path: string,
  content: Content,
  { durable = true }: { durable?: boolean } = {},
): Promise<void> {
  try {
    const target = await outputTarget(path);
    if (target.direct) await writeStraight(target.path, content);
    else await replace(target, content, durable);
  } catch (error) {
    throw writeProblem(path, error);
  }
}

async function writeStraight(path: string, content: Content): Promise<void> {
  // Standard output opened a second time by its path would write over what is already there.
  const stream = standardStream(path);
  if (stream !== undefined) return writeToStream(process[stream], content);
  const handle = await open(path, 'a');
  try {
    await writeToFile(handle, content);
  } finally {
    await handle.close();
  }
}

async function writeToStream(stream: NodeJS.WritableStream, content: Content): Promise<void> {
  for await (const piece of pieces(content)) {
    await new Promise<void>((resolve, reject) => {
      stream.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }
}

async function replace({ path, mode }: OutputTarget, content: Content, durable: boolean): Promise<void> {
  const folder = dirname(path);
  await sweep(folder);
  const temporary = join(folder, `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx');
  try {
    try {
      await writeToFile(handle, content);
      if (mode !== undefined) await handle.chmod(mode);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  if (durable) await syncFolder(folder);
}

async function writeToFile(handle: FileHandle, content: Content): Promise<void> {
  for await (const piece of pieces(content)) {
    for (let at = 0; at < piece.length; ) {
      const { bytesWritten } = await handle.write(piece, at, Math.min(piece.length - at, LONGEST_WRITE));
      at += bytesWritten;
    }
  }
}

function pieces(content: Content): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content)];
  return isBytes(content) ? [content] : content;
}

function isBytes(content: Content): content is Uint8Array {
  return ArrayBuffer.isView(content);
}

/** One write of the system moves less than 2 GiB. */
const LONGEST_WRITE = 2 ** 30;

/** Process ids tell who is alive on one host only, and folders may be shared by several: the name has both. */
const PREFIX = `.svcca-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`;

/** Removes what processes of this host that are gone left unfinished in a folder. */
async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(PREFIX) || !name.endsWith('.tmp')) continue;
    const pid = Number.parseInt(name.slice(PREFIX.length), 10);
    if (!isAlive(pid)) await unlink(join(folder, name)).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

/** Makes the rename itself durable, where the system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
