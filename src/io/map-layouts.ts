import { SvccaError } from '../errors.js';
import type { Shaped } from './readable-shape.js';

/** Where the channels of a dump of four axes are: last ('nhwc') or right after the datapoints ('nchw'). */
export type MapLayout = 'nhwc' | 'nchw';

/** The layout of a dump of four axes; `like` names another dump that told it. */
export interface ToldLayout {
  readonly layout: MapLayout;
  readonly like?: string;
}

/**
 * The layout of each dump of four axes, the others undefined: as requested, else as two equal lengths side by side tell
 * it, which are height and width, else that of the other dumps that tell.
 *
 * @throws SvccaError ('input') when no dump tells it, or two tell different ones to a third.
 */
export function mapLayouts(dumps: readonly Shaped[], requested: 'auto' | MapLayout): (ToldLayout | undefined)[] {
  const maps = dumps.map((dump) => (dump.shape.length === 4 ? dump : undefined));
  if (requested !== 'auto') return maps.map((map) => map && { layout: requested });
  const told = maps.map((map) => map && byEqualLengths(map.shape));
  const tellers = new Set(told.filter((other) => other !== undefined));
  const [only] = tellers;
  return maps.map((map, i) => {
    if (map === undefined) return undefined;
    const layout = told[i];
    if (layout !== undefined) return { layout };
    if (only === undefined || tellers.size > 1) throw untold(maps.filter((other) => other !== undefined));
    return { layout: only, like: dumps[told.indexOf(only)]?.name as string };
  });
}

function byEqualLengths([, a, b, c]: readonly number[]): MapLayout | undefined {
  if ((a === b) === (b === c)) return undefined;
  return a === b ? 'nhwc' : 'nchw';
}

const LISTED = 3;

function untold(maps: readonly Shaped[]): SvccaError {
  const shapes = maps
    .slice(0, LISTED)
    .map(({ name, shape }) => `${name} is ${shape.join(' × ')}`)
    .join(' and ');
  const more = maps.length > LISTED ? ` and ${maps.length - LISTED} more` : '';
  return new SvccaError('input', `${shapes}${more}: which axis holds the channels cannot be told`, {
    hint: 'say --layout nchw if they come right after the datapoints (PyTorch), --layout nhwc if they come last (TensorFlow, JAX)',
  });
}
