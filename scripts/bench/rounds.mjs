import { setTimeout as sleep } from 'node:timers/promises';

/** Threads of OpenBLAS keep looking for work for some 30 ms after they had some, on cores that the next one needs. */
const PAUSE = 50;

/**
 * Measures every contestant in turn, round after round and every other round backwards, so that a slow phase of the machine hits
 * all of them. A contestant has a name, `measure`, which answers milliseconds, one number or several, and perhaps `rounds`
 * of its own. The answer: a summary by name.
 */
export async function takeTurns(contestants, { rounds }) {
  const times = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const turn = contestants.filter((contestant) => round < (contestant.rounds ?? rounds));
    for (const { name, measure } of round % 2 === 0 ? turn : turn.reverse()) {
      await sleep(PAUSE);
      times.get(name).push(...[await measure()].flat());
    }
  }
  return Object.fromEntries([...times].map(([name, list]) => [name, summary(list)]));
}

/** Median, least and number of times. */
export function summary(times) {
  const sorted = times.toSorted((one, other) => one - other);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return { median, min: sorted[0], runs: sorted.length };
}

/** The summary with the least median among those whose name begins so; undefined where there is none. */
export function best(summaries, prefix) {
  const found = Object.entries(summaries).filter(([name]) => name.startsWith(prefix));
  return found.map(([, one]) => one).sort((one, other) => one.median - other.median)[0];
}

/** How many times as long the first took, by medians and by fastest runs; null where one is missing. */
export function ratio(slow, fast) {
  if (slow === undefined || fast === undefined) return null;
  return { median: slow.median / fast.median, min: slow.min / fast.min };
}
