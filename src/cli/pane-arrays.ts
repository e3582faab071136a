import type { Pane } from '../analysis/dynamics-result.js';
import { npyBytes } from '../io/write-npy.js';

/** Panes as one .npy of float64, panes × rows × columns; what has no value is NaN. */
export function panesNpy(panes: readonly Pane[]): Uint8Array[] {
  const [rows, columns] = [panes[0].length, panes[0][0].length];
  const values = new Float64Array(panes.length * rows * columns);
  let at = 0;
  for (const pane of panes) for (const row of pane) for (const value of row) values[at++] = value ?? Number.NaN;
  return npyBytes({ shape: [panes.length, rows, columns], values });
}

/** One pane, rows × columns. */
export function paneNpy(pane: Pane): Uint8Array[] {
  return npyBytes({
    shape: [pane.length, pane[0].length],
    values: Float64Array.from(pane.flat(), (value) => value ?? Number.NaN),
  });
}
