import type { Cross, Dynamics, Pane } from './dynamics-result.js';

/** What makes the values of a run say less than they seem to; `code` is stable. */
export interface RunWarning {
  readonly code: 'says-nothing' | 'at-chance' | 'incomplete-steps' | 'constant-layer';
  readonly message: string;
}

/** From this floor of chance on, everything looks alike. */
const HIGH_FLOOR = 0.5;

/** A best match so near to its floor says that nothing corresponds. */
const AT_CHANCE = 0.05;

/** Warns where chance alone gives similarities that look like some. */
export function dynamicsWarnings({ floors, layers }: Dynamics): RunWarning[] {
  const last = floors?.[floors.length - 1];
  return last === undefined ? [] : highFloors(last, layers);
}

/** The same of two networks; and where no layer is more like any other than by chance. */
export function crossWarnings({ floors, rows, matrix }: Cross): RunWarning[] {
  if (floors === null) return [];
  const excess = matrix.flatMap((values, r) =>
    values.map((value, c) => (value === null ? 0 : value - (floors[r][c] ?? 0))),
  );
  const warnings = highFloors(floors, rows);
  if (excess.every((value) => value < AT_CHANCE)) {
    const message =
      'no two layers are more alike than by chance: are both networks dumped on the same inputs, in the same order?';
    warnings.push({ code: 'at-chance', message });
  }
  return warnings;
}

function highFloors(pane: Pane, layers: readonly string[]): RunWarning[] {
  const high = layers.flatMap((layer, l) => {
    const floor = Math.max(...pane[l].map((value) => value ?? 0));
    return floor > HIGH_FLOOR ? [{ layer, floor }] : [];
  });
  if (high.length === 0) return [];
  const [worst] = [...high].sort((a, b) => b.floor - a.floor);
  const more = high.length === 1 ? '' : `, and above ${HIGH_FLOOR} for ${high.length - 1} more`;
  const message = `chance alone gives up to ${worst.floor.toFixed(2)} for ${worst.layer}${more}: use more datapoints, or read fewer neurons (--conv pool)`;
  return [{ code: 'says-nothing', message }];
}

/** A warning of the layers that never change, each once, given what was told of them. */
export function constantLayers(told: readonly { readonly message: string }[]): RunWarning[] {
  const messages = [...new Set(told.map(({ message }) => message))];
  if (messages.length === 0) return [];
  const more = messages.length === 1 ? '' : ` (and ${messages.length - 1} more)`;
  return [{ code: 'constant-layer', message: `${messages[0]}${more}: a gap` }];
}
