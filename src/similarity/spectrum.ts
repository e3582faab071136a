import { keptDirections, type Spectrum } from './kept-directions.js';

const { exp, log } = Math;

/** How many directions a layer really uses (METHODS §1), beside its nominal number of neurons. */
export interface SpectrumFigures {
  readonly k90: number;
  readonly k95: number;
  readonly k99: number;
  /** k99 / p. */
  readonly saturation: number;
  /** (Σλ²)² / Σλ⁴. */
  readonly participationRatio: number;
  /** exp of the entropy of λ²/Σλ². */
  readonly entropyRank: number;
}

/** The per-layer figures of a reduced layer. */
export function spectrumFigures(space: Spectrum): SpectrumFigures {
  const variances = space.singularValues.map((value) => value * value);
  const total = variances.reduce((sum, value) => sum + value, 0);
  const shares = variances.map((value) => value / total);
  const [k90, k95, k99] = [0.9, 0.95, 0.99].map((variance) => keptDirections(space, { variance, energy: 'variance' }));
  return {
    k90,
    k95,
    k99,
    saturation: k99 / space.neurons,
    participationRatio: 1 / shares.reduce((sum, share) => sum + share * share, 0),
    entropyRank: exp(-shares.reduce((sum, share) => sum + (share > 0 ? share * log(share) : 0), 0)),
  };
}
