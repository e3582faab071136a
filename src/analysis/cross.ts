import { defaultEngine } from '../engine/default-engine.js';
import { DEFAULT_CUT } from '../similarity/kept-directions.js';
import type { LayerSummary } from './compare.js';
import { type DynamicsOptions, defaultSide, hasSides } from './dynamics.js';
import type { Cross, Match, Pane } from './dynamics-result.js';
import { holdColumns } from './held-columns.js';
import { layerPanes } from './layer-panes.js';
import type { RunDump } from './run.js';
import { requireSameDatapoints } from './same-datapoints.js';

/** The layers of one network at one step, in order of depth. */
export interface Network {
  readonly layers: readonly string[];
  readonly dumps: readonly RunDump[];
}

/**
 * Which layers of two networks correspond (§4.3 of the paper; METHODS §6): every layer of one with every layer of the other, each
 * read and reduced once. The reductions of the columns' network stay in memory.
 *
 * @throws SvccaError 'input' when their datapoints differ in number, 'undefined' when a layer has no variance.
 */
export async function cross(
  rows: Network,
  columns: Network,
  {
    metric = 'weighted',
    side = defaultSide(metric),
    cut = DEFAULT_CUT,
    engine = defaultEngine,
    memory,
    onProgress,
    ...rest
  }: Omit<DynamicsOptions, 'epsilon' | 'onGap'> = {},
): Promise<Cross> {
  requireSameDatapoints([...rows.dumps, ...columns.dumps], {
    hint: 'dump both networks on the same inputs, in the same order',
  });
  const independent = rest.independent ?? columns.dumps[0].datapoints;
  const options = { ...rest, metric, cut, engine, independent };
  let done = 0;
  const held = await holdColumns(columns.dumps, {
    ...options,
    rows: rows.dumps,
    memory,
    onColumn: () => onProgress?.(++done),
  });
  const panes = layerPanes(held.columns, { ...options, side: hasSides(metric) ? side : null });
  try {
    for (const dump of rows.dumps) {
      await panes.addRow(await held.prepareRow(dump));
      onProgress?.(++done);
    }
  } finally {
    panes.release();
  }
  const { columnSummaries, values, xy, yx, floors, summaries } = panes.take();
  return {
    rows: rows.layers,
    columns: columns.layers,
    metric,
    side: hasSides(metric) ? side : null,
    matrix: values,
    sides: hasSides(metric) ? { xy, yx } : null,
    floors,
    depth: { rows: depthOf(rows.layers), columns: depthOf(columns.layers) },
    best: {
      rows: bestMatches(values, rows.layers, columns.layers),
      columns: bestMatches(turned(values), columns.layers, rows.layers),
    },
    summaries: { rows: summaries as LayerSummary[], columns: columnSummaries as LayerSummary[] },
  };
}

/** Depth of each layer as a share of the network's: (i + 1)/L. */
export function depthOf(layers: readonly string[]): number[] {
  return layers.map((_, i) => (i + 1) / layers.length);
}

function bestMatches(pane: Pane, layers: readonly string[], others: readonly string[]): Match[] {
  return layers.flatMap((layer, r) => {
    let best: Match | undefined;
    pane[r].forEach((value, c) => {
      if (value !== null && (best === undefined || value > best.value)) best = { layer, match: others[c], value };
    });
    return best === undefined ? [] : [best];
  });
}

function turned(pane: Pane): Pane {
  return pane[0].map((_, c) => pane.map((row) => row[c]));
}
