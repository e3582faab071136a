import { SvccaError } from '../errors.js';
import { rankTolerance } from './rank-tolerance.js';
import type { Subspace } from './svd.js';

/** How the SVD stage cuts: a share of variance (Σλ²) or of singular values (Σλ), or a number of directions outright. */
export interface Cut {
  /** In (0, 1]; 1 keeps the numerical rank. */
  readonly variance: number;
  readonly energy: 'variance' | 'singular';
  readonly directions?: number | undefined;
}

/** The paper's cut: 99 % of the variance. */
export const DEFAULT_CUT: Cut = { variance: 0.99, energy: 'variance' };
/** No cut: every direction of the numerical rank. */
export const FULL_RANK: Cut = { variance: 1, energy: 'variance' };

/** What a cut looks at. */
export type Spectrum = Pick<Subspace, 'name' | 'datapoints' | 'neurons' | 'rank' | 'singularValues'>;

/**
 * k = min{k ≥ 1 : Σ_{i≤k} λᵢ² ≥ t·Σλ²} up to rounding (METHODS §1): the direction that crosses t is kept, and those
 * tied with it.
 *
 * @throws SvccaError ('usage') when more directions are asked for than the layer has, or fewer than one, or a
 * share outside (0, 1].
 */
export function keptDirections(space: Spectrum, { variance, energy, directions }: Cut = DEFAULT_CUT): number {
  if (directions !== undefined) return givenDirections(space, directions);
  if (!(variance > 0 && variance <= 1)) {
    throw new SvccaError('usage', `a share of ${variance} was asked for, but it lies above 0 and at most at 1`);
  }
  if (variance === 1) return space.rank;
  const share = space.singularValues.map((value) => (energy === 'singular' ? value : value * value));
  const total = share.reduce((sum, value) => sum + value, 0);
  const target = (variance - rankTolerance(space)) * total;
  let k = 1;
  for (let sum = share[0]; k < space.rank && sum < target; k++) sum += share[k];
  while (k < space.rank && tied(space, k - 1, k)) k++;
  return k;
}

/** Whether λ_i and λ_j differ by no more than rounding. */
export function tied(space: Spectrum, i: number, j: number): boolean {
  const { singularValues } = space;
  return singularValues[i] - singularValues[j] <= rankTolerance(space) * singularValues[0];
}

function givenDirections({ name, rank, neurons, datapoints }: Spectrum, directions: number): number {
  if (!(Number.isSafeInteger(directions) && directions >= 1)) {
    throw new SvccaError('usage', `${directions} directions were asked for, but it takes a whole number, 1 or more`);
  }
  if (directions <= rank) return directions;
  throw new SvccaError(
    'usage',
    `${name} has ${rank} directions, but ${directions} were asked for (${neurons} neurons over ${datapoints} datapoints)`,
    { hint: `ask for at most ${rank} with --directions` },
  );
}
