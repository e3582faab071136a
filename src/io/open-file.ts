import { type BigIntStats, constants, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { SvccaError } from '../errors.js';
import { readProblem } from './file-problem.js';

/** What tells one file from another, whatever it is called. */
export interface FileIdentity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** A regular file that is open for reading, with the size that it had when it was opened. */
export interface OpenFile {
  readonly name: string;
  readonly size: number;
  readonly identity: FileIdentity;
  /** Fills the target from `position` on; a file that is shorter by now is an error. */
  read(target: Uint8Array, position: number): Promise<void>;
  /** The same without a turn of the event loop, which is ten times cheaper for short pieces. */
  readNow(target: Uint8Array, position: number): void;
  /** An error where the file has another size than when it was opened. */
  checkSize(): Promise<void>;
  close(): Promise<void>;
}

/** One read of the system moves less than 2 GiB. */
const LONGEST_READ = 2 ** 30;

/** Opens a regular file without ever waiting for a pipe's other end, and says what it is when it is no regular file. */
export async function openFile(path: string): Promise<OpenFile> {
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await handle.stat({ bigint: true });
      refuseIrregular(path, stat);
      const { size, dev, ino } = { size: Number(stat.size), dev: stat.dev, ino: stat.ino };
      return {
        name: path,
        size,
        identity: { dev, ino },
        read: (target, position) =>
          readAll(path, target, (rest, at) => handle.read(rest, 0, rest.length, position + at)),
        readNow: (target, position) => readAllNow(path, target, { fd: handle.fd, position }),
        checkSize: async () =>
          refuseChanged(path, { before: size, now: Number((await handle.stat({ bigint: true })).size) }),
        close: () => handle.close(),
      };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw readProblem(path, error);
  }
}

function refuseIrregular(path: string, stat: BigIntStats): void {
  if (stat.isFile()) return;
  if (stat.isDirectory()) {
    throw new SvccaError('input', `${path} is a directory, not a file with activations`, {
      hint: 'name one of the .npy, .npz or .safetensors files in it',
    });
  }
  const what = stat.isFIFO() ? 'a pipe' : stat.isCharacterDevice() || stat.isBlockDevice() ? 'a device' : 'a socket';
  throw new SvccaError('input', `${path} is ${what}, not a regular file`, {
    hint: 'save the activations to a file, or send a .npy to standard input and give - as the operand',
  });
}

type ReadSome = (rest: Uint8Array, at: number) => Promise<{ bytesRead: number }>;

async function readAll(name: string, target: Uint8Array, readSome: ReadSome): Promise<void> {
  try {
    for (let at = 0; at < target.length; ) {
      const { bytesRead } = await readSome(target.subarray(at, at + LONGEST_READ), at);
      if (bytesRead === 0) throw shrunk(name);
      at += bytesRead;
    }
  } catch (error) {
    throw readProblem(name, error);
  }
}

function readAllNow(name: string, target: Uint8Array, { fd, position }: { fd: number; position: number }): void {
  try {
    for (let at = 0; at < target.length; ) {
      const length = Math.min(target.length - at, LONGEST_READ);
      const bytesRead = readSync(fd, target, at, length, position + at);
      if (bytesRead === 0) throw shrunk(name);
      at += bytesRead;
    }
  } catch (error) {
    throw readProblem(name, error);
  }
}

function shrunk(name: string): SvccaError {
  return new SvccaError('input', `${name} became shorter while it was read`, {
    hint: 'wait until the program that writes it is done, then run this again',
  });
}

function refuseChanged(name: string, { before, now }: { before: number; now: number }): void {
  if (now === before) return;
  throw new SvccaError('input', `${name} had ${before} bytes when it was opened and has ${now} now`, {
    hint: 'wait until the program that writes it is done, then run this again',
  });
}
