import type { Mark } from './scene.js';
import { straight } from './straight.js';
import { centredOn, SIZES } from './typography.js';

const { abs } = Math;
const SHARES = [0.25, 0.5, 0.75, 1];
const SMALL = SIZES.small;
const TICK = 4;
/** From the axis to its name. */
const NAME = 38;
/** Nearer ones would touch. */
const APART = 26;

/** Depth as a share of the network's, above the columns or to the right of the rows of cells, whose first row is the lowest. */
export function depthAxis(
  shares: readonly number[],
  { cell, along, beyond }: { cell: number; along: 'rows' | 'columns'; beyond: number },
): Mark[] {
  const length = shares.length * cell;
  const text = { kind: 'text', size: SMALL, fill: 'muted' } as const;
  const ticks = spaced(SHARES.map((share) => ({ share, at: placeOf(share, shares) * cell })));
  const name = length > 130 ? 'depth, share of the network’s' : 'depth';
  if (along === 'columns') {
    return [
      ...ticks.flatMap(({ share, at }): Mark[] => [
        straight({ x: at, y: beyond, dy: -TICK, stroke: 'muted' }),
        { ...text, x: at, y: beyond - TICK - 5, text: String(share), anchor: 'middle' },
      ]),
      { ...text, x: length / 2, y: beyond - NAME + SMALL, text: name, anchor: 'middle' },
    ];
  }
  return [
    ...ticks.flatMap(({ share, at }): Mark[] => [
      straight({ x: beyond, y: length - at, dx: TICK, stroke: 'muted' }),
      { ...text, x: beyond + TICK + 4, y: centredOn(length - at, SMALL), text: String(share) },
    ]),
    { ...text, x: beyond + NAME + 6, y: length / 2, text: name, anchor: 'middle', turned: true },
  ];
}

/** Where a share of the depth lies in cells, between the middles of those it is between. */
function placeOf(share: number, shares: readonly number[]): number {
  const after = shares.findIndex((depth) => depth >= share - 1e-9);
  if (after <= 0) return after === 0 && abs(shares[0] - share) > 1e-9 ? 0 : 0.5;
  return after - 0.5 + (share - shares[after - 1]) / (shares[after] - shares[after - 1]);
}

/** Those that do not touch the ones after them; the deepest stays. */
function spaced<T extends { readonly at: number }>(ticks: readonly T[]): T[] {
  const kept: T[] = [];
  for (const tick of [...ticks].reverse()) {
    if (kept.length === 0 || kept[kept.length - 1].at - tick.at >= APART) kept.push(tick);
  }
  return kept.reverse();
}
