import type { RunWarning } from './found-run.js';
import { type RequestedLayout, type ResolvedLayout, resolveLayouts } from './layout.js';
import type { Shaped } from './readable-shape.js';

/** The layouts of all dumps of a run, and what to beware of in them. */
export interface RunLayouts {
  readonly resolved: readonly ResolvedLayout[];
  readonly warnings: readonly RunWarning[];
}

/**
 * The layout of each dump of a run, all with the same datapoints. A square table, which does not tell its layout by itself, has that of
 * all others where they agree.
 *
 * @throws SvccaError ('input') when datapoints differ, or a layout cannot be told.
 */
export function runLayouts(dumps: readonly (Shaped & { order: 'C' | 'F' })[], requested: RequestedLayout): RunLayouts {
  const asked = [requested].flat();
  if (asked.includes('nd') || asked.includes('dn')) return { resolved: resolveLayouts(dumps, requested), warnings: [] };
  const squares = dumps.filter(isSquare);
  const others = dumps.filter((dump) => !isSquare(dump));
  if (squares.length === 0 || others.length === 0) {
    const resolved = resolveLayouts(dumps, requested);
    return { resolved, warnings: sideways(dumps, resolved) };
  }
  const told = resolveLayouts(others, requested);
  const tables = new Set(told.flatMap(({ layout, grid }) => (grid === undefined ? [layout] : [])));
  const [table = 'nd'] = tables;
  if (tables.size > 1) return { resolved: resolveLayouts(dumps, requested), warnings: [] };
  const like = others[0]?.name as string;
  const resolved = resolveLayouts(dumps, [table, ...asked.filter((layout) => layout !== 'auto')]);
  const warnings = [...sideways(others, told), squareWarning(squares, { table, like })];
  return { resolved: resolved.map((each, i) => (isSquare(dumps[i] as Shaped) ? { ...each, like } : each)), warnings };
}

function isSquare({ shape }: Shaped): boolean {
  return shape.length === 2 && shape[0] === shape[1];
}

function squareWarning(squares: readonly Shaped[], { table, like }: { table: string; like: string }): RunWarning {
  const [first] = squares as [Shaped];
  const more = squares.length === 1 ? '' : ` and ${squares.length - 1} more like it`;
  const read = table === 'nd' ? 'datapoints first' : 'neurons first';
  const message = `${first.name} is ${first.shape.join(' × ')}${more}, read ${read} as ${like} is; --layout ${table} makes sure`;
  return { code: 'layout-guessed', message };
}

/** Tables of one shape with more columns than rows are read with their columns as datapoints: beware. */
function sideways(
  dumps: readonly (Shaped & { order: 'C' | 'F' })[],
  resolved: readonly ResolvedLayout[],
): readonly RunWarning[] {
  const first = dumps[0] as Shaped;
  const all = dumps.every(
    ({ shape, order }, i) => resolved[i]?.layout === 'dn' && `${shape}` === `${first.shape}` && order === 'C',
  );
  if (!all) return [];
  const message =
    `all dumps are ${first.shape.join(' × ')}, and the longer axis was taken for the datapoints: ` +
    'if each row is a datapoint, say --layout nd (or --layout dn if this is right)';
  return [{ code: 'layout-guessed', message }];
}
