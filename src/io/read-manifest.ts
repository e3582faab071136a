import { join } from 'node:path';
import { SvccaError } from '../errors.js';
import { systemCode } from './file-problem.js';
import type { ListedRun, RunArray } from './list-run.js';
import { openFile } from './open-file.js';
import { listEntries } from './run-entries.js';
import { MANIFEST, type Manifest, parseManifest } from './run-manifest.js';
import { bareStep } from './step-name.js';

const LARGEST = 2 ** 26;

/** The manifest of a run; undefined where it has none. */
export async function readManifest(run: string): Promise<Manifest | undefined> {
  const path = join(run, MANIFEST);
  const file = await openFile(path).catch((error) => {
    const code = error instanceof SvccaError ? systemCode(error.cause) : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    if (file.size > LARGEST) {
      throw new SvccaError('input', `${path} has ${file.size} bytes, and a manifest has ${LARGEST} at most`, {
        hint: 'move it away if it is something else',
      });
    }
    const bytes = new Uint8Array(file.size);
    await file.read(bytes, 0);
    return parseManifest(Buffer.from(bytes).toString('utf8'), { name: path });
  } finally {
    await file.close();
  }
}

/** The arrays that a manifest names, in its own order. */
export async function listManifest(
  run: string,
  { dumps, dtype }: { dumps: NonNullable<Manifest['dumps']>; dtype: 'bf16' | undefined },
): Promise<ListedRun> {
  const named = [...dumps].flatMap(([step, layers]) =>
    [...layers].map(([layer, operand]) => ({ step: bareStep(step) ?? step, layer, ...placeOf(run, operand) })),
  );
  const paths = [...new Set(named.map(({ path }) => path))];
  const listed = await listEntries(
    paths.map((path) => ({ path, way: [path] })),
    { dtype },
  );
  const byPath = new Map(paths.map((path, i) => [path, listed[i]?.entries ?? []]));
  const arrays = named.map((each): RunArray => {
    const entries = byPath.get(each.path) ?? [];
    const unlisted = entries.find(({ key, found }) => key === undefined && found instanceof SvccaError);
    const entry = unlisted ?? entries.find(({ key }) => key === each.key);
    return {
      ...each,
      found:
        entry?.found ??
        noSuchArray(
          each,
          entries.map(({ key }) => key),
        ),
    };
  });
  return { arrays, warnings: [], files: listed.flatMap(({ identity }) => identity ?? []), archives: [] };
}

function placeOf(run: string, operand: string): { path: string; key: string | undefined } {
  const named = /^(.*?\.(?:npz|safetensors)):(.*)$/is.exec(operand);
  return named === null
    ? { path: join(run, operand), key: undefined }
    : { path: join(run, named[1] as string), key: named[2] };
}

/** Thrown by whoever needs the array. */
function noSuchArray(
  { path, key }: { path: string; key: string | undefined },
  keys: readonly (string | undefined)[],
): SvccaError {
  const found = keys.map((other) => other ?? 'one array without a name').join(', ');
  return new SvccaError(
    'input',
    `the manifest names ${path}${key === undefined ? ' without a key' : `:${key}`}, which holds ${found}`,
    {
      hint: `correct ${MANIFEST}: an array of an archive is named file.npz:key`,
    },
  );
}
