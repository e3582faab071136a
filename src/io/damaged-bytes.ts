import { SvccaError } from '../errors.js';
import { withFlaw } from './file-flaw.js';

/** The error for bytes that end too early; `part` says of what. */
export function cutOff(
  name: string,
  { part, found, expected }: { part: string; found: number; expected: number },
): SvccaError {
  const message = `${name} is cut off: ${found} of the ${expected} bytes of its ${part} are there`;
  const hint =
    'copy it again from its source, or write it again; was the disk full, did the program before a pipe fail?';
  return withFlaw('incomplete', new SvccaError('input', message, { hint }));
}

/** The error for bytes that are not those that the archive's writer saw. */
export function badChecksum(name: string, { stated, found }: { stated: number; found: number }): SvccaError {
  const [a, b] = [stated, found].map((sum) => sum.toString(16).padStart(8, '0'));
  return new SvccaError('input', `${name} is damaged: its checksum is ${b} but the archive states ${a}`, {
    hint: 'copy the file again from its source, or write it again',
  });
}
