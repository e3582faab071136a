import type { LayerOrder } from './found-run.js';
import { naturalOrder } from './natural-order.js';

/** What tells the depth of layers, but for an option or a manifest. */
export interface OrderEvidence {
  readonly layers: readonly string[];
  /** The layers of each archive that holds all of a step, in its own order, the surest archive last. */
  readonly archives: readonly (readonly string[])[];
}

/** Layers by depth: as the numbers before their names say, else as archives have them, else guessed from their names. */
export function orderLayers({ layers, archives }: OrderEvidence): { layers: string[]; order: LayerOrder } {
  const natural = [...layers].sort(naturalOrder);
  if (natural.length < 2) return { layers: natural, order: 'archive' };
  const numbered = [...layers].sort(byPrefixes);
  if (numbered.every((layer, i) => i === 0 || tellsOrder(numbered[i - 1] as string, layer))) {
    return { layers: numbered, order: 'prefix' };
  }
  const stored = storedOrder({ layers, archives });
  return stored === undefined ? { layers: natural, order: 'natural' } : { layers: stored, order: 'archive' };
}

const PREFIX = /^(\d+)[ _.-]\D/;

function prefixes(layer: string): (number | undefined)[] {
  return layer.split('/').map((part) => {
    const number = PREFIX.exec(part)?.[1];
    return number === undefined ? undefined : Number(number);
  });
}

/** The first parts in which two names differ both begin with numbers, and with different ones. */
function tellsOrder(a: string, b: string): boolean {
  const [partsA, partsB] = [a.split('/'), b.split('/')];
  const at = partsA.findIndex((part, i) => part !== partsB[i]);
  const [x, y] = [prefixes(a)[at], prefixes(b)[at]];
  return x !== undefined && y !== undefined && x !== y;
}

function byPrefixes(a: string, b: string): number {
  const [x, y] = [prefixes(a), prefixes(b)];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const difference = (x[i] ?? Number.MAX_SAFE_INTEGER) - (y[i] ?? Number.MAX_SAFE_INTEGER);
    if (difference !== 0) return difference;
  }
  return naturalOrder(a, b);
}

/** The order of the last archive, with what only others hold put after what is before it there. */
function storedOrder({ layers, archives }: OrderEvidence): string[] | undefined {
  const merged: string[] = [];
  for (const archive of archives.toReversed()) {
    for (const [i, layer] of archive.entries()) {
      if (merged.includes(layer)) continue;
      const before = archive.slice(0, i).findLast((other) => merged.includes(other));
      merged.splice(before === undefined ? 0 : merged.indexOf(before) + 1, 0, layer);
    }
  }
  return merged.length === layers.length && layers.every((layer) => merged.includes(layer)) ? merged : undefined;
}
