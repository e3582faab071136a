import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../../src/report/page/', import.meta.url);

/** The style and the script of pages, as the package ships them, and what hashes them. */
export async function pageParts() {
  const [style, script] = await Promise.all(
    ['figure.css', 'figure.js'].map((name) => readFile(new URL(name, FOLDER), 'utf8')),
  );
  return { style, script, sha256: (text: string) => createHash('sha256').update(text).digest('base64') };
}
