import { SvccaError } from '../errors.js';
import { isDirectory } from './is-file.js';
import { openFile } from './open-file.js';

/** Texts that the program reads whole are no longer than this, in bytes. */
const LONGEST_TEXT = 2 ** 28;

/**
 * The text of a regular file, which is UTF-8, without a byte order mark.
 *
 * @throws SvccaError ('input') where there is none, or it is not text.
 */
export async function readText(path: string): Promise<string> {
  if (await isDirectory(path)) {
    throw new SvccaError('input', `${path} is a directory, where a text is needed`, { hint: 'name a file in it' });
  }
  const file = await openFile(path);
  try {
    if (file.size > LONGEST_TEXT) {
      throw new SvccaError(
        'input',
        `${path} has ${file.size} bytes, more than the ${LONGEST_TEXT} of any text read here`,
      );
    }
    const bytes = new Uint8Array(file.size);
    await file.read(bytes, 0);
    return decode(path, bytes);
  } finally {
    await file.close();
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SvccaError('input', `${path} is not a text in UTF-8`, { hint: 'check that it is the right file', cause });
  }
}
