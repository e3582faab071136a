import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../../src/report/page/', import.meta.url);

/** The styles and the scripts of pages, as the package ships them, and what hashes them. */
export async function pageParts() {
  const names = ['figure.css', 'figure.js', 'stepper.css', 'stepper.js'];
  const [style, script, stepperStyle, stepperScript] = await Promise.all(
    names.map((name) => readFile(new URL(name, FOLDER), 'utf8')),
  );
  return {
    style,
    script,
    stepperStyle,
    stepperScript,
    sha256: (text: string) => createHash('sha256').update(text).digest('base64'),
  };
}
