import { SvccaError } from '../errors.js';
import { chunkReader } from './chunk-reader.js';
import type { Dump } from './dump.js';
import { formatOf } from './file-format.js';
import { regionBytes } from './file-region.js';
import { openNpy, openNpyStream, type StoredArray } from './npy.js';
import { type OpenFile, openFile } from './open-file.js';
import { type Operand, parseOperand, spoken } from './operand.js';
import { openTensor } from './safetensors.js';

export interface OpenDumpOptions {
  /** How to read values of two bytes that a .npy gives no type (V2). */
  readonly dtype?: 'bf16' | undefined;
  readonly stdin?: AsyncIterable<Buffer>;
}

/** Opens `x.npy`, `x.npz[:key]`, `x.safetensors[:key]` or `-`, having checked all that can be without reading the values. */
export async function openDump(operand: string, { dtype, stdin }: OpenDumpOptions = {}): Promise<Dump> {
  if (operand === '-') return openStdin({ asked: dtype, stdin: stdin ?? terminalRefused() });
  if (operand === '') {
    throw new SvccaError('usage', 'the name of a layer is empty', {
      hint: 'check that the shell variables in the command are set',
    });
  }
  return openDumpAt(await parseOperand(operand), { name: operand, dtype });
}

/** Opens the array of a file, called `name`; a path is never looked through for a key. */
export async function openDumpAt(
  { path, key }: Operand,
  { name, dtype }: { name: string; dtype?: 'bf16' | undefined },
): Promise<Dump> {
  const file = await openFile(path);
  try {
    const array = await openArray(file, { path, key, name, asked: dtype });
    return { ...array, name, dtype: array.element.name, file: file.identity, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openArray(
  file: OpenFile,
  { path, key, name, asked }: Operand & { name: string; asked: 'bf16' | undefined },
): Promise<StoredArray> {
  const format = await formatOf(file);
  if (format === '.npz') {
    // The zip library is only loaded for a zip file.
    const { openNpzArray } = await import('./npz.js');
    return openNpzArray(file, { key, asked });
  }
  if (format === '.safetensors') return openTensor(file, { key, asked });
  if (key !== undefined) {
    throw new SvccaError(
      'input',
      `${name} asks for a key, but ${path} is a .npy, which holds one array without a name`,
      {
        hint: `leave out :${key}`,
      },
    );
  }
  const bytes = regionBytes(file, { name, start: 0, size: file.size });
  return openNpy(bytes, { name, asked });
}

async function openStdin({ asked, stdin }: { asked: 'bf16' | undefined; stdin: AsyncIterable<Buffer> }): Promise<Dump> {
  const name = spoken('-');
  const reader = chunkReader(stdin, { name });
  const array = await openNpyStream(reader, { name, asked });
  return { ...array, name: '-', dtype: array.element.name, file: undefined, close: () => reader.close() };
}

function terminalRefused(): AsyncIterable<Buffer> {
  if (!process.stdin.isTTY) return process.stdin;
  throw new SvccaError('usage', '- reads a .npy from standard input, which is a terminal', {
    hint: 'pipe one into it: python dump.py | svcca compare - b.npy',
  });
}
