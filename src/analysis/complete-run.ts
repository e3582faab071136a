import type { Run } from './run.js';

/** A run up to the last step that has all of its layers, where one has; and the steps after that, which are left out. */
export function completeRun({ layers, steps, cells }: Run): { run: Run; left: Run['steps'] } {
  const last = cells.findLastIndex((row) => row.every((dump) => dump !== null));
  const count = last < 0 ? steps.length : last + 1;
  return { run: { layers, steps: steps.slice(0, count), cells: cells.slice(0, count) }, left: steps.slice(count) };
}
