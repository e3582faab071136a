import type { ComplexMatrix, MapShape, SpectralPart } from '../engine/spectral-stream.js';
import type { FrequencyPlan } from './frequency-blocks.js';

const { cos, hypot, PI, sin } = Math;

/**
 * PWCCA's α of directions that lie in one block of frequencies: Σ |⟨x̃, x_j⟩| over the channels at all positions, up to a factor that
 * is the same for all blocks. `loadings` are the inner products of the directions with the block's live columns (directions × columns). Positions a whole
 * number of shifts apart differ by a phase alone, so it takes one of each kind.
 */
export function spectralWeights(
  { re, im }: ComplexMatrix,
  {
    parts,
    map: { height, width, channels },
    plan,
    columns,
  }: { parts: readonly SpectralPart[]; map: MapShape; plan: FrequencyPlan; columns: Int32Array },
): Float64Array {
  const weights = new Float64Array(re.rows);
  const [down, across] = [steps(height, plan.height), steps(width, plan.width)];
  const share = (height * width) / (down * across);
  const factors = partFactors(parts);
  const [x, y] = [new Float64Array(channels), new Float64Array(channels)];
  for (let r = 0; r < down; r++) {
    for (let s = 0; s < across; s++) {
      const turns = factors.map((factor) => factor(r / height, s / width));
      for (let i = 0; i < re.rows; i++) {
        x.fill(0);
        y.fill(0);
        for (let j = 0; j < columns.length; j++) {
          const [a, b] = [re.data[j * re.rows + i], im === undefined ? 0 : im.data[j * re.rows + i]];
          const [c, d] = turns[Math.floor(columns[j] / channels)];
          x[columns[j] % channels] += a * c - b * d;
          y[columns[j] % channels] += a * d + b * c;
        }
        for (let channel = 0; channel < channels; channel++) weights[i] += share * hypot(x[channel], y[channel]);
      }
    }
  }
  return weights;
}

/** Positions along an axis that differ by more than a phase. */
function steps(length: number, common: number): number {
  return length % common === 0 ? length / common : 1;
}

/** For every run of channels its factor at a position, in shares of the height and the width: exp(2πi(ur + vs)), or a part of it. */
function partFactors(parts: readonly SpectralPart[]): ((r: number, s: number) => [number, number])[] {
  return parts.flatMap(({ u, v, kind }) => {
    const angle = (r: number, s: number) => 2 * PI * (u * r + v * s);
    if (kind !== 'pair') {
      return [(r: number, s: number): [number, number] => [cos(angle(r, s)), sin(angle(r, s))]];
    }
    return [
      (r: number, s: number): [number, number] => [Math.SQRT2 * cos(angle(r, s)), 0],
      (r: number, s: number): [number, number] => [-Math.SQRT2 * sin(angle(r, s)), 0],
    ];
  });
}
