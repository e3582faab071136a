import type { Way } from './walk-folder.js';

/** Arrays that commands write with --out-dir, each beside the report of the command. */
const REPORTS: { readonly [array: string]: string } = {
  'panes.npy': 'dynamics.json',
  'matrix.npy': 'cross.json',
  'correlation.npy': 'classes.json',
};

/** The files of a folder without the arrays of results that were written into it, which are no dumps of a run. */
export function withoutResults(ways: readonly Way[]): readonly Way[] {
  const there = new Set(ways.map((way) => way.join('/')));
  return ways.filter((way) => {
    const report = REPORTS[way.at(-1) ?? ''];
    return report === undefined || !there.has([...way.slice(0, -1), report].join('/'));
  });
}
