import { SvccaError } from '../errors.js';
import type { Grid } from '../similarity/activations.js';
import { type MapLayout, mapLayouts, type ToldLayout } from './map-layouts.js';
import { spoken } from './operand.js';
import { refuseUnreadableShape, type Shaped } from './readable-shape.js';
import { SAME_INPUTS, sharedDatapoints } from './shared-datapoints.js';

/**
 * What the axes of an array count. Of two, datapoints and neurons ('nd') or the other way round ('dn'); of three, datapoints,
 * positions in time and neurons ('ntd'); of four, datapoints, height, width and channels ('nhwc'), or channels second ('nchw').
 */
export type Layout = (typeof LAYOUTS)[number];
export const LAYOUTS = ['nd', 'dn', 'nhwc', 'nchw', 'ntd'] as const;

/** A layout that is asked for, several for dumps of different numbers of axes, or none. */
export type RequestedLayout = 'auto' | Layout | readonly Layout[];

/** What the layout of one operand makes of its shape. */
export interface ResolvedLayout {
  readonly layout: Layout;
  readonly datapoints: number;
  readonly neurons: number;
  /** How the neurons of three and four axes lie in space. */
  readonly grid?: Grid;
  /** The other operand that told this one's layout. */
  readonly like?: string;
}

/**
 * The layout of each operand, all with the same number of datapoints; a layout that is asked for applies to operands with its
 * number of axes. With 'auto', the datapoints are the longest length that every operand has. A 1-D array is one neuron.
 */
export function resolveLayouts(operands: readonly Shaped[], requested: RequestedLayout): ResolvedLayout[] {
  const dumps = operands.map(({ name, shape }) => ({ name: spoken(name), shape }));
  for (const dump of dumps) refuseUnreadableShape(dump);
  const asked = [requested].flat();
  const table = asked.find((layout) => layout === 'nd' || layout === 'dn') ?? 'auto';
  const settled = table !== 'auto' || dumps.every(({ shape }) => shape.length > 2);
  const shared = settled ? 0 : sharedDatapoints(dumps);
  const maps = mapLayouts(dumps, asked.find((layout) => layout === 'nhwc' || layout === 'nchw') ?? 'auto');
  const resolved = dumps.map((dump, i) => {
    if (dump.shape.length > 2) return spatial(dump, maps[i]);
    return table === 'auto' ? byLength(dump, shared) : seen(dump, table);
  });
  requireDatapoints(dumps, resolved);
  return resolved;
}

function requireDatapoints(dumps: readonly Shaped[], resolved: readonly ResolvedLayout[]): void {
  const [first] = resolved;
  resolved.forEach((layout, index) => {
    const [a, b] = [dumps[0] as Shaped, dumps[index] as Shaped];
    if (layout.datapoints !== first?.datapoints) throw differing(a, first?.datapoints, b, layout.datapoints);
    if (layout.datapoints < 2) {
      throw new SvccaError('input', `${b.name} has 1 datapoint; at least 2 are needed to compare layers`, {
        hint: 'dump more inputs, or name the axis of the datapoints with --layout',
      });
    }
  });
}

function spatial({ shape }: Shaped, told: ToldLayout | undefined): ResolvedLayout {
  const [datapoints = 1, a = 1, b = 1, c = 1] = shape;
  const layout = told === undefined ? 'ntd' : told.layout;
  const grid = GRIDS[layout]([a, b, c]);
  const neurons = a * b * c;
  return { layout, datapoints, neurons, grid, ...(told?.like === undefined ? {} : { like: told.like }) };
}

const GRIDS: { readonly [layout in MapLayout | 'ntd']: (lengths: readonly [number, number, number]) => Grid } = {
  nhwc: ([height, width, channels]) => ({ height, width, channels }),
  nchw: ([channels, height, width]) => ({ height, width, channels }),
  ntd: ([width, channels]) => ({ height: 1, width, channels }),
};

function seen({ shape }: Shaped, layout: 'nd' | 'dn'): ResolvedLayout {
  const [first = 1, second = 1] = shape;
  return layout === 'dn' && shape.length === 2
    ? { layout, datapoints: second, neurons: first }
    : { layout: 'nd', datapoints: first, neurons: second };
}

function byLength(dump: Shaped, datapoints: number): ResolvedLayout {
  const [first, second] = dump.shape;
  if (first === second) {
    throw new SvccaError('input', `${dump.name} is ${first} × ${second}: either axis can be the ${first} datapoints`, {
      hint: 'say --layout nd if its rows are datapoints, or --layout dn if its rows are neurons',
    });
  }
  return seen(dump, first === datapoints ? 'nd' : 'dn');
}

function differing(a: Shaped, inA: number | undefined, b: Shaped, inB: number): SvccaError {
  return new SvccaError('input', `${a.name} has ${inA} datapoints but ${b.name} has ${inB}`, { hint: SAME_INPUTS });
}
