import { SvccaError } from '../errors.js';
import { withFlaw } from './file-flaw.js';
import { looksLike } from './looks-like.js';
import type { OpenFile } from './open-file.js';
import { looksLikeSafetensors } from './safetensors.js';

/** The formats that are read. */
export type Format = '.npy' | '.npz' | '.safetensors';

const NPY = '\x93NUMPY';
const ZIP = 'PK\x03\x04';

/** The bytes decide; a name that promises another format is an error, because something went wrong on the way. */
export async function formatOf(file: OpenFile): Promise<Format> {
  const start = new Uint8Array(Math.min(file.size, 64));
  await file.read(start, 0);
  const text = Buffer.from(start).toString('latin1');
  const promised = promisedFormat(file.name);
  const found = text.startsWith(NPY)
    ? '.npy'
    : text.startsWith(ZIP)
      ? '.npz'
      : looksLikeSafetensors(start, file.size)
        ? '.safetensors'
        : undefined;
  if (found !== undefined && (promised === undefined || promised === found)) return found;
  if (found === undefined && promised === '.safetensors') return promised;
  const { what, hint } = found === '.safetensors' ? SAFETENSORS : looksLike(start);
  const message = `${file.name} is no ${promised ?? '.npy, .npz or .safetensors'} file: it ${what}`;
  const error = new SvccaError('input', message, { hint });
  const begun = promised === '.npy' ? NPY : promised === '.npz' ? ZIP : '';
  throw begun.startsWith(text) ? withFlaw('incomplete', error) : error;
}

/** The format that a name promises. */
export function promisedFormat(name: string): Format | undefined {
  return /\.(npy|npz|safetensors)$/i.exec(name)?.[0].toLowerCase() as Format | undefined;
}

const SAFETENSORS = { what: 'is a .safetensors file', hint: 'rename it to .safetensors' };
