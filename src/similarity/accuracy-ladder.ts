import type { Condition } from '../engine/triangular-condition.js';
import { rankTolerance } from './rank-tolerance.js';

const EPSILON = Number.EPSILON;
const { max, min, sqrt } = Math;

/**
 * How datapoints are condensed. `gram`: from the Gram matrix of the neurons. `refined`: a second pass over the datapoints
 * re-orthonormalises what the Gram matrix gave (Cholesky QR, twice). `qr`: Householder QR of the neurons on one scale.
 */
export type Route = 'gram' | 'refined' | 'qr';

/**
 * Rounding leaves in a Gram matrix RᵀR of unit columns a few eps, and in the correlations ‖R⁻¹‖² times as much; the worst
 * seen is 2.3·eps·‖R⁻¹‖², of data with few distinct values. Up to this ratio ‖R⁻¹‖/‖R‖ that is within 30·eps·κ = 30·eps·‖R‖·‖R⁻¹‖.
 */
const GRAM_RATIO = 12;

/** Where ‖R‖ is large, too many neurons are alike for the worst to have been seen. */
const GRAM_LIMIT = 212;

/** At κ² = 1/(REFINABLE·n·eps) the Gram matrix of n neurons begins to lose directions altogether. */
const REFINABLE = 10;

/** The cheapest route that keeps every correlation to 30·eps·κ, for the R of each layer's neurons scaled to unit norm. */
export function routeFor({ conditions, neurons }: { conditions: readonly Condition[]; neurons: number }): Route {
  if (conditions.every(gramSuffices)) return 'gram';
  const refinable = sqrt(1 / (REFINABLE * neurons * EPSILON));
  return conditions.every(({ condition }) => condition < refinable) ? 'refined' : 'qr';
}

/** Up to this λ₁/λ_n, all λ of a Gram matrix are right to eps·λ₁²/λ_n, 1e-12 of λ₁, as CKA and Procrustes need them. */
const LARGEST_RATIO = 2 ** 13;

/** How far an estimate must stay on the safe side of a border to be taken for certain. */
const CERTAINTY = 10;

/**
 * How a layer with more neurons than datapoints is reduced, by the eigenvalues of the Gram matrix of its n = m − 1 centred
 * dimensions. `gram`: its eigenvectors are good enough. `refined`: another pass gives a factor as accurate as a QR. `qr`: it
 * is not certain that the layer fills all dimensions, so the rank has to be decided on its neurons, on unit norm. `kept` is how many
 * directions the cut keeps, `longest` the norm of the longest neuron.
 */
export function datapointRoute({
  squares,
  neurons,
  longest,
  kept,
}: {
  squares: Float64Array;
  neurons: number;
  longest: number;
  kept: () => number;
}): Route {
  if (!fillsDimensions({ squares, neurons, longest })) return 'qr';
  if (squares[0] > LARGEST_RATIO ** 2 * squares[squares.length - 1]) return 'refined';
  const k = kept();
  return eigenvectorsAreHarmless(squares, k) ? 'gram' : 'refined';
}

/**
 * Whether the cut after k turns eigenvectors (`eigenvectorsAreEnough`) no more than it may turn singular vectors (`normwiseIsEnough`):
 * by λ₁²/(√n·(λ_k² − λ_{k+1}²)) against HARMLESS_RATIO·λ_k/(λ_k − λ_{k+1}), in units of eps.
 */
function eigenvectorsAreHarmless(squares: Float64Array, k: number): boolean {
  const last = sqrt(squares[k - 1]);
  const next = sqrt(squares[k] ?? 0);
  const harmless = squares[0] <= HARMLESS_RATIO * sqrt(squares.length) * last * (last + next);
  return harmless && squares[0] <= GRAM_LIMIT ** 2 * squares[k - 1];
}

/**
 * Whether λ_n is above all rounding of the Gram matrix, eps·trace at most, and the rank cut far below it also for neurons scaled to
 * unit norm: their σ_n is at least λ_n/longest, and their σ₁ at most √neurons.
 */
function fillsDimensions({
  squares,
  neurons,
  longest,
}: {
  squares: Float64Array;
  neurons: number;
  longest: number;
}): boolean {
  const n = squares.length;
  const smallest = squares[n - 1];
  if (!(smallest > REFINABLE * n * EPSILON * squares[0])) return false;
  return sqrt(smallest) > CERTAINTY * rankTolerance({ datapoints: n + 1, neurons }) * sqrt(neurons) * longest;
}

function gramSuffices({ condition, norm }: Condition): boolean {
  return condition <= min(GRAM_LIMIT, GRAM_RATIO * norm ** 2);
}

/** Whether the Gram matrix of so many neurons on unit norm proves that none of them depends on the others. */
export function gramTellsRank({
  condition,
  neurons,
  tolerance,
}: {
  condition: number;
  neurons: number;
  tolerance: number;
}): boolean {
  return condition < sqrt(1 / (REFINABLE * neurons * EPSILON)) && condition * tolerance * CERTAINTY < 1;
}

/** The bar for every correlation, in units of eps·κ. */
const BAR = 30;

/** A cut after k of the eigenvalues λ² of a Gram matrix, falling, of neurons with such a condition on unit norm. */
interface GramCut {
  readonly squares: Float64Array;
  readonly k: number;
  readonly condition: number;
}

/**
 * Whether the leading k eigenvectors of a Gram matrix of n neurons span the kept directions well enough. Rounding turns them
 * towards the next one by about eps·λ₁²/(√n·(λ_k² − λ_{k+1}²)), and no correlation changes by more than that angle.
 */
export function eigenvectorsAreEnough({ squares, k, condition }: GramCut): boolean {
  const n = squares.length;
  const gap = squares[k - 1] - (k < n ? squares[k] : 0);
  return squares[0] <= BAR * condition * sqrt(n) * gap;
}

/**
 * Whether the leading k eigenvectors of a layer's Gram matrix do as well as its singular vectors: the cut turns them no more than it may turn those,
 * and what rounding leaves between two of them, eps·λ₁²/(√n·λ_k²) at most, is within the bar.
 */
export function eigenvectorsServe({ squares, k, condition }: GramCut): boolean {
  if (eigenvectorsAreEnough({ squares, k, condition })) return true;
  const orthogonal = squares[0] <= BAR * condition * sqrt(squares.length) * squares[k - 1];
  return orthogonal && eigenvectorsAreHarmless(squares, k);
}

/**
 * The same where only means over the k kept directions are asked for, as every metric at the cut is one: what the cut turns is one direction
 * of k, or one that weighs no more than that.
 */
export function eigenvectorsAreEnoughOnAverage({ squares, k, condition }: GramCut): boolean {
  return eigenvectorsAreEnough({ squares, k, condition: condition * k });
}

/** Whether the eigenvalues λ² of a Gram matrix, right to eps·λ₁², give every λ to 30·eps·κ of the largest. */
export function eigenvaluesAreEnough({ squares, condition }: { squares: Float64Array; condition: number }): boolean {
  const last = squares.length === 0 ? 1 : squares[squares.length - 1];
  return squares.length === 0 || squares[0] <= (BAR * condition) ** 2 * last;
}

/** Ratios below this are harmless whatever the neurons are like: 99 % of the variance never has more than 226 at n = 512. */
const HARMLESS_RATIO = 300;

/** Whether the first k directions of an SVD that is right to eps·λ₁ are as accurate as the condition of the neurons allows. */
export function normwiseIsEnough({
  values,
  k,
  condition,
}: {
  values: Float64Array;
  k: number;
  condition: number;
}): boolean {
  return values[0] <= max(condition, HARMLESS_RATIO) * values[k - 1];
}

/** Rounding leaves so many eps of its largest entry in a block's Gram matrix, and in its small eigenvalues as many times more. */
const BLOCK_NOISE = 4;
const EIGENVALUE_NOISE = 8;

/**
 * For each block of a layer, whether its Gram matrix leaves in doubt what its rank is, or loses more of a correlation than 30·eps·κ,
 * with κ of all blocks together. `squares` are eigenvalues of blocks whose channels are on unit norm over all of them, `largest` a block's largest entry.
 */
export function unresolvedBlocks(
  blocks: readonly { squares: Float64Array; largest: number }[],
  { tolerance, most }: { tolerance: number; most: readonly number[] },
): boolean[] {
  const top = max(...blocks.map(({ squares }) => squares[0] ?? 0));
  const cut = tolerance ** 2 * top;
  const noises = blocks.map(({ largest }) => BLOCK_NOISE * EPSILON * largest);
  let smallest = top;
  blocks.forEach(({ squares }, b) => {
    const kept = squares.subarray(0, most[b]).findLast((square) => square > cut + EIGENVALUE_NOISE * noises[b]);
    if (kept !== undefined) smallest = min(smallest, kept);
  });
  const condition = sqrt(top / smallest);
  return blocks.map(({ squares }, b) =>
    squares.subarray(0, most[b]).some((square) => {
      const margin = EIGENVALUE_NOISE * noises[b];
      if (square > cut + margin) return square * BAR * EPSILON * condition < noises[b];
      return square > cut - margin;
    }),
  );
}
