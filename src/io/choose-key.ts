import { SvccaError } from '../errors.js';

const LISTED = 10;

/** The array that an operand means: the one that it names, or the only one. */
export function chooseKey(keys: readonly string[], { file, key }: { file: string; key: string | undefined }): string {
  const [only] = keys;
  if (only === undefined) {
    throw new SvccaError('input', `${file} holds no arrays`, { hint: 'write it again with the activations in it' });
  }
  if (key === undefined) {
    if (keys.length === 1) return only;
    throw new SvccaError('input', `${file} holds ${keys.length} arrays: ${listed(keys)}`, {
      hint: `name one of them, as in ${file}:${only}`,
    });
  }
  if (keys.includes(key)) return key;
  const many = keys.length === 1 ? 'its only array is' : `its ${keys.length} arrays are`;
  throw new SvccaError('input', `${file} holds no array '${key}': ${many} ${listed(keys)}`, {
    hint: `name one of them, as in ${file}:${only}`,
  });
}

function listed(keys: readonly string[]): string {
  const shown = keys.slice(0, LISTED).join(', ');
  return keys.length > LISTED ? `${shown} and ${keys.length - LISTED} more` : shown;
}
