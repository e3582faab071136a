import { SvccaError } from '../errors.js';
import { isFile } from '../io/is-file.js';
import { readText } from '../io/read-text.js';

/**
 * The names of classes in `a,b,c`, or in a text file of one name a line, which goes first.
 *
 * @throws SvccaError where a name is missing or there twice.
 */
export async function classNames(text: string): Promise<string[]> {
  const file = await isFile(text);
  const names = file ? linesOf(await readText(text)) : text.split(',').map((name) => name.trim());
  const kind = file ? 'input' : 'usage';
  if (names.length === 0) throw new SvccaError(kind, `${text} names no class`, { hint: 'write one name a line' });
  names.forEach((name, c) => {
    const where = `name ${c + 1} of ${names.length}`;
    if (name === '') throw new SvccaError(kind, `${where} of the classes is empty`, { hint: `look at ${text}` });
    if (names.indexOf(name) < c)
      throw new SvccaError(kind, `class '${name}' is named twice`, { hint: `look at ${text}` });
  });
  return names;
}

function linesOf(text: string): string[] {
  return text
    .replace(/\s+$/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((_, i, lines) => lines.length > 1 || lines[i] !== '');
}
