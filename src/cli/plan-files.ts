import { join } from 'node:path';
import type { ChainLayer } from '../analysis/compress-chain.js';
import type { PlannedLayer } from '../analysis/compress-plan.js';
import { PROJECTION_KINDS, type ProjectionKind } from '../analysis/compression-result.js';
import type { Engine } from '../engine/engine.js';
import type { ArrayToWrite } from '../io/write-npy.js';
import type { FactorsFile } from '../report/compression-reports.js';
import type { SavedType } from './compression-options.js';
import { type FactoredLayer, factorArrays, factorNames } from './factor-arrays.js';

/** Where the factors of plans go. */
export interface PlanFiles {
  readonly saveFactors?: string;
  readonly outDir?: string;
  readonly saveDtype: SavedType;
}

/** Planned layers with what reads them, ready for their factors. */
export function factoredLayers(layers: readonly ChainLayer[], planned: readonly PlannedLayer[]): FactoredLayer[] {
  return planned.map(({ plan: { k, method }, directions }, i) => ({ directions, next: layers[i]?.next, k, method }));
}

/** The files of factors below an output folder, a layer each: factors.npz of a layer alone, else the layer's name, made safe. */
export function factorFileNames(names: readonly string[]): string[] {
  if (names.length === 1) return ['factors.npz'];
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '_') || '_';
    let free = safe;
    for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${safe}-${i}`;
    taken.add(free.toLowerCase());
    return `${free}.npz`;
  });
}

/** What a report says of each layer's factors; null where none are written. */
export function factorsFiles(
  names: readonly string[],
  { saveFactors, outDir, saveDtype: dtype }: PlanFiles,
): (FactorsFile | null)[] {
  const files = factorFileNames(names);
  return names.map((name, i) => {
    if (saveFactors !== undefined) {
      return { path: saveFactors, names: factorNames(prefixOf(names, name)), dtype };
    }
    return outDir === undefined ? null : { path: join(outDir, files[i] as string), names: factorNames(), dtype };
  });
}

/** The arrays of `--save-factors`: those of all layers, below their names where there are several; none where no factors are written at all. */
export function allFactorArrays(
  names: readonly string[],
  factored: readonly FactoredLayer[],
  { saveFactors, outDir, saveDtype: dtype, engine }: PlanFiles & { engine: Engine },
): ReadonlyMap<string, ArrayToWrite> {
  if (saveFactors === undefined && outDir === undefined) return new Map();
  return new Map(
    factored.flatMap((layer, i) => [
      ...factorArrays(layer, { dtype, engine, prefix: prefixOf(names, names[i] as string) }),
    ]),
  );
}

/** The way to project that was not asked for. */
export function otherKind(method: ProjectionKind): ProjectionKind {
  return PROJECTION_KINDS.find((other) => other !== method) as ProjectionKind;
}

function prefixOf(names: readonly string[], name: string): string {
  return names.length === 1 ? '' : `${name}.`;
}
