import type { SavedFrequencyDirections } from '../analysis/frequency-result.js';
import type { ArrayToWrite } from '../io/write-npy.js';
import type { ChannelCombination } from '../similarity/frequency-directions.js';

/**
 * The arrays of `--save-directions` for convolutional layers, ρ falling, one row a pair of directions. With F = np.fft.fft2(X, axes=(1, 2)) for
 * X of datapoints × height × width × channels, sum(F[:, u, v] @ a[i, j] for j, (u, v) in enumerate(frequencies_a[i])) are the aligned directions;
 * at the zero frequency zero_means_a are taken off F first. Rows of frequencies_a with −1 are not used.
 */
export function frequencyDirectionArrays({
  directions,
  meansX,
  meansY,
}: SavedFrequencyDirections): ReadonlyMap<string, ArrayToWrite> {
  const list = (values: readonly number[], width = 1, dtype: ArrayToWrite['dtype'] = 'int32'): ArrayToWrite => ({
    shape: width === 1 ? [values.length] : [values.length / width, width],
    values: Float64Array.from(values),
    dtype,
  });
  return new Map([
    [
      'correlations',
      list(
        directions.map(({ correlation }) => correlation),
        1,
        'float64',
      ),
    ],
    ['multiplicity', list(directions.map(({ multiplicity }) => multiplicity))],
    [
      'frequency',
      list(
        directions.flatMap(({ frequency }) => frequency),
        2,
      ),
    ],
    ...side(
      'a',
      directions.map(({ a }) => a),
      meansX,
    ),
    ...side(
      'b',
      directions.map(({ b }) => b),
      meansY,
    ),
  ]);
}

function side(
  name: string,
  combinations: readonly ChannelCombination[],
  means: ChannelCombination,
): [string, ArrayToWrite][] {
  return [
    [name, complexArray(combinations, means)],
    [`frequencies_${name}`, frequencies(combinations)],
    [`zero_means_${name}`, complexArray([means], means)],
    [`zero_frequencies_${name}`, frequencies([means])],
  ];
}

function most(combinations: readonly ChannelCombination[]): number {
  return Math.max(...combinations.map(({ frequencies: own }) => own.length));
}

/** Combinations × frequencies × channels, filled up with zeros. */
function complexArray(combinations: readonly ChannelCombination[], like: ChannelCombination): ArrayToWrite {
  const channels = like.re.length / like.frequencies.length;
  const slots = most(combinations) * channels;
  const values = new Float64Array(2 * combinations.length * slots);
  combinations.forEach(({ re, im }, i) => {
    for (let k = 0; k < re.length; k++) {
      values[2 * (i * slots + k)] = re[k];
      values[2 * (i * slots + k) + 1] = im[k];
    }
  });
  return { shape: [combinations.length, slots / channels, channels], values, dtype: 'complex128' };
}

/** Combinations × frequencies × 2, filled up with −1. */
function frequencies(combinations: readonly ChannelCombination[]): ArrayToWrite {
  const slots = most(combinations);
  const values = new Float64Array(2 * combinations.length * slots).fill(-1);
  combinations.forEach(({ frequencies: own }, i) => void values.set(own.flat(), 2 * i * slots));
  return { shape: [combinations.length, slots, 2], values, dtype: 'int32' };
}
