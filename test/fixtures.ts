import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dumpActivations } from '../src/io/dump-activations.js';
import type { ResolvedLayout } from '../src/io/layout.js';
import { openDump } from '../src/io/open-dump.js';
import type { Activations } from '../src/similarity/activations.js';

/** The project's folder, from the compiled test. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export function fixture(path: string): string {
  return `${ROOT}fixtures/${path}`;
}

export function readJson(path: string) {
  return JSON.parse(readFileSync(fixture(path), 'utf8'));
}

export function fixtureNames(folder: string): string[] {
  return readdirSync(fixture(folder)).sort();
}

/** Opens layers of `fixtures/`, hands them on, and closes them whatever happens. */
export async function withLayers<T>(
  sides: readonly { path: string; datapoints: number; neurons: number }[],
  layout: ResolvedLayout['layout'],
  use: (layers: readonly Activations[]) => Promise<T>,
): Promise<T> {
  const dumps = await Promise.all(sides.map(({ path }) => openDump(fixture(path))));
  try {
    return await use(
      dumps.map((dump, i) =>
        dumpActivations(dump, { layout, datapoints: sides[i].datapoints, neurons: sides[i].neurons }),
      ),
    );
  } finally {
    await Promise.all(dumps.map((dump) => dump.close()));
  }
}
