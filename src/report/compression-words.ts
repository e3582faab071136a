import type { DirectionsFound, Method } from '../analysis/compression-result.js';
import { printable } from './facts.js';
import { grouped } from './step-name.js';

const LONGEST = 60;

/** What each method is called; where directions come from the layer alone they are those of PCA. */
export function methodName(method: Method, from: DirectionsFound['from']): string {
  return method === 'pca' && from === 'svd' ? 'SVD directions (PCA)' : NAMES[method];
}

const NAMES: { readonly [method in Method]: string } = {
  oblique: 'SVCCA directions',
  orthonormal: 'SVCCA, orthonormal',
  pca: 'PCA',
  random: 'random neurons',
  'random-zeroed': 'random, rest zeroed',
  largest: 'largest neurons',
  'largest-zeroed': 'largest, rest zeroed',
};

/** Where directions come from, in words. */
export function directionsInWords({ from, with: other, aligned, kept }: DirectionsFound): string {
  if (from === 'svd') return `${grouped(kept)} directions of the layer alone, by variance`;
  const rest = aligned < kept ? `, the other ${grouped(kept - aligned)} by variance` : '';
  return `${grouped(aligned)} ${aligned === 1 ? 'direction' : 'directions'} aligned with ${briefly(other ?? '')}${rest}`;
}

/** A name or a path as it stands in a sentence: without its folders, and of a long one the end. */
function briefly(name: string): string {
  const characters = [...printable(name.split('/').pop() ?? name)];
  return characters.length <= LONGEST ? characters.join('') : `…${characters.slice(1 - LONGEST).join('')}`;
}
