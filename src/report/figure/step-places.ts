import type { Step } from '../../analysis/run.js';

const { log1p, max, min } = Math;

/** From this ratio of the longest to the shortest stretch between steps on, a linear axis would crowd them. */
const CROWDED = 4;

/**
 * Where steps stand on an axis from 0 to 1: in proportion where they are about evenly spread, else by ln(1 + step / s), s the first step
 * after 0. A step with a name stands between its neighbours, or one mean stretch beyond them.
 */
export function stepPlaces(steps: readonly Step[]): { places: number[]; scale: 'linear' | 'log' | 'even' } {
  const numbers = steps.filter((step) => typeof step === 'number');
  const rising = numbers.every((step, i) => i === 0 || step > numbers[i - 1]);
  if (numbers.length < 2 || !rising || numbers[0] < 0) return { places: toUnit(steps.map((_, i) => i)), scale: 'even' };
  const stretches = numbers.slice(1).map((step, i) => step - numbers[i]);
  const linear = max(...stretches) <= CROWDED * min(...stretches);
  const least = numbers[0] > 0 ? numbers[0] : numbers[1];
  const scaled = steps.map((step) => {
    if (typeof step === 'string') return null;
    return linear ? step : log1p(step / least);
  });
  return { places: toUnit(filled(scaled, numbers.length)), scale: linear ? 'linear' : 'log' };
}

/** Gaps between numbers filled evenly, those before and after by mean stretches. */
function filled(values: readonly (number | null)[], count: number): number[] {
  const known = values.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  const [first, last] = [known[0], known[known.length - 1]];
  const stretch = (last.value - first.value) / (count - 1);
  return values.map((value, i) => {
    if (value !== null) return value;
    if (i < first.i) return first.value - (first.i - i) * stretch;
    if (i > last.i) return last.value + (i - last.i) * stretch;
    const after = known.findIndex((other) => other.i > i);
    const [from, to] = [known[after - 1], known[after]];
    return from.value + ((i - from.i) / (to.i - from.i)) * (to.value - from.value);
  });
}

/** Rising numbers from 0 to 1; a single one in the middle. */
function toUnit(values: readonly number[]): number[] {
  const [first, last] = [values[0], values[values.length - 1]];
  return values.map((value) => (last > first ? (value - first) / (last - first) : 0.5));
}
