import { readFile } from 'node:fs/promises';

const FOLDER = new URL('../../../src/report/schemas/', import.meta.url);

/** The JSON Schema of a kind of report, as the package ships it. */
export async function reportSchema(kind: string): Promise<object> {
  return JSON.parse(await readFile(new URL(`${kind}.schema.json`, FOLDER), 'utf8'));
}
