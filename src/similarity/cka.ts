import { column, type Matrix } from '../engine/matrix.js';
import { powerOfTwo } from '../engine/power-of-two.js';
import { dot } from '../engine/vectors.js';
import type { JoinedMoments } from './row-moments.js';
import type { Subspace } from './svd.js';

const { max, min, sqrt } = Math;

/** An unbiased self-similarity below this share of the plain one has lost too many digits to divide by. */
const SMALLEST_SHARE = 1e-10;

/** Fewer datapoints leave the U-statistic without a pair of distinct pairs. */
const FEWEST_DATAPOINTS = 4;

/** Linear CKA: ‖XᵀY‖²_F / (‖XᵀX‖_F·‖YᵀY‖_F), over the full rank (Kornblith et al. 2019). */
export function cka(x: Subspace, y: Subspace, cross: Matrix): number {
  return min(1, energy(cross) / sqrt(selfEnergy(x) * selfEnergy(y)));
}

/** A value, or null with the reason why there is none. */
export type Undefinable = { readonly value: number } | { readonly value: null; readonly reason: string };

/**
 * CKA from the unbiased estimates H of Song et al.: near 0 for independent layers however few the datapoints
 * (it may be negative). H(X,Y) = ‖XᵀY‖²_F − m/(m−2)·Σaᵢbᵢ + Σa·Σb/((m−1)(m−2)) with squared row norms a and b.
 */
export function debiasedCka(x: Subspace, y: Subspace, cross: Matrix, moments: JoinedMoments): Undefinable {
  const { datapoints } = x;
  if (datapoints < FEWEST_DATAPOINTS) {
    return { value: null, reason: `needs at least ${FEWEST_DATAPOINTS} datapoints, there are ${datapoints}` };
  }
  const both = unbiased(energy(cross), { moments, datapoints, k: 0, l: 1, exponents: [x, y] });
  const [selfX, selfY] = [x, y].map((space, k) => {
    const plain = selfEnergy(space);
    const value = unbiased(plain, { moments, datapoints, k, l: k, exponents: [space, space] });
    return value > SMALLEST_SHARE * plain ? value : 0;
  });
  if (selfX === 0 || selfY === 0) {
    const name = selfX === 0 ? x.name : y.name;
    return { value: null, reason: `the unbiased self-similarity of ${name} is not positive, or is lost in rounding` };
  }
  return { value: max(-1, min(1, both / (sqrt(selfX) * sqrt(selfY)))) };
}

/** ‖XᵀY‖²_F in both layers' units, summed column by column, so that millions of entries round no more than thousands. */
function energy(cross: Matrix): number {
  let sum = 0;
  for (let j = 0; j < cross.cols; j++) sum += dot(column(cross, j), column(cross, j));
  return sum;
}

/** ‖XᵀX‖²_F = Σλ⁴ in the layer's unit. */
function selfEnergy({ singularValues }: Subspace): number {
  return singularValues.reduce((sum, value) => sum + value ** 4, 0);
}

interface Estimate {
  readonly moments: JoinedMoments;
  readonly datapoints: number;
  readonly k: number;
  readonly l: number;
  readonly exponents: readonly [Subspace, Subspace];
}

function unbiased(plain: number, { moments, datapoints: n, k, l, exponents }: Estimate): number {
  const unitK = powerOfTwo(2 * (moments.exponents[k] - exponents[0].exponent));
  const unitL = powerOfTwo(2 * (moments.exponents[l] - exponents[1].exponent));
  const product = moments.products[k][l] * unitK * unitL;
  const sums = moments.sums[k] * unitK * (moments.sums[l] * unitL);
  return plain - (n / (n - 2)) * product + sums / ((n - 1) * (n - 2));
}
