import type { CompressionCurves, DirectionsFound, EvaluatedOn, Method } from '../analysis/compression-result.js';
import type { Cell, FactTable } from './facts.js';

const DIGITS = 3;

/** What each method is called; where directions come from the layer alone they are those of PCA. */
export function methodName(method: Method, from: DirectionsFound['from']): string {
  return method === 'pca' && from === 'svd' ? 'SVD directions (PCA)' : NAMES[method];
}

const NAMES: { readonly [method in Method]: string } = {
  oblique: 'SVCCA directions',
  orthonormal: 'SVCCA loadings, orthonormal',
  pca: 'PCA',
  random: 'random neurons',
  'random-zeroed': 'random, rest zeroed',
  largest: 'largest neurons',
  'largest-zeroed': 'largest, rest zeroed',
};

/** Curves as a table, k down and methods across: accuracy where it is known, else the residual. */
export function curveTable(
  { k, methods }: CompressionCurves,
  { title, from, evaluated }: { title: string; from: DirectionsFound['from']; evaluated: EvaluatedOn | null },
): FactTable {
  const what = evaluated === null ? 'residual' : evaluated.accuracy === null ? 'agreement' : 'accuracy';
  const where =
    evaluated === null ? '' : ` on ${evaluated.datapoints} ${evaluated.heldOut ? 'held-out ' : ''}datapoints`;
  return {
    title: `${what}${where}${title === '' ? '' : `, ${title}`}`,
    columns: [{ name: 'k' }, ...methods.map(({ method }) => ({ name: methodName(method, from), digits: DIGITS }))],
    rows: k.map((count, i): Cell[] => [count, ...methods.map((curve) => curve[what]?.[i] ?? null)]),
  };
}

/** Where directions come from, in words. */
export function directionsSource({ from, with: other, aligned, kept }: DirectionsFound): string {
  return from === 'svd'
    ? `${kept} directions of the layer alone`
    : `${aligned} of ${kept} directions aligned with ${other}, the others by variance`;
}
