import type { Dump } from '../io/dump.js';
import { dumpActivations } from '../io/dump-activations.js';
import { type Layout, type ResolvedLayout, resolveLayouts } from '../io/layout.js';
import type { OpenLayer } from '../io/open-layers.js';
import { spoken } from '../io/operand.js';
import type { Shaped } from '../io/readable-shape.js';
import { type ToldTable, tableLayout } from './table-layout.js';

/** A layer, another one on the same datapoints, and the layer on other datapoints; what told the layer's layout, if anything beside their lengths did. */
export interface LaidOut {
  readonly layer: OpenLayer;
  readonly other: OpenLayer | undefined;
  readonly heldOut: OpenLayer | undefined;
  readonly told: ToldTable | undefined;
}

/** What axes of operands count, as was asked for, as weights and labels tell, or as lengths do. */
export function compressionLayouts(
  { layer, other, heldOut }: { layer: Dump; other: Dump | undefined; heldOut: Dump | undefined },
  { weights, labels, layout }: { weights: Named | undefined; labels: Named | undefined; layout: 'auto' | Layout },
): LaidOut {
  const asked = layout === 'nd' || layout === 'dn';
  const judges = { weights: shaped(weights), labels: heldOut === undefined ? shaped(labels) : undefined };
  const told = asked ? undefined : tableLayout(layer, judges);
  const operands = other === undefined ? [layer] : [layer, other];
  const resolved =
    told === undefined ? resolveLayouts(operands, layout) : likeLayer(operands, { told: told.layout, layout });
  const [own, second] = resolved as [ResolvedLayout, ResolvedLayout | undefined];
  return {
    layer: opened(layer, own),
    other: other && opened(other, second as ResolvedLayout),
    heldOut: heldOut && opened(heldOut, onOtherDatapoints(heldOut, own)),
    told,
  };
}

type Named = { readonly path: string; readonly shape: readonly number[] };

function shaped(array: Named | undefined): Shaped | undefined {
  return array && { name: array.path, shape: array.shape };
}

function opened(dump: Dump, resolved: ResolvedLayout): OpenLayer {
  return { dump, resolved, activations: dumpActivations(dump, resolved) };
}

/** The layer's table as it was told, and the other operand with as many datapoints. */
function likeLayer(
  [layer, other]: readonly Dump[],
  { told, layout }: { told: 'nd' | 'dn'; layout: 'auto' | Layout },
): ResolvedLayout[] {
  const resolved = resolveLayouts([layer as Dump], told);
  if (other === undefined) return resolved;
  const datapoints = resolved[0]?.datapoints;
  const turned = other.shape.length === 2 && other.shape[0] !== datapoints && other.shape[1] === datapoints;
  const spatial = layout === 'auto' ? [] : [layout];
  return resolveLayouts(
    [{ name: spoken((layer as Dump).name), shape: [datapoints ?? 0] }, other],
    [turned ? 'dn' : 'nd', ...spatial],
  ).map((each, i) => (i === 0 ? (resolved[0] as ResolvedLayout) : each));
}

/** The layer's own layout, or that in which a table has as many neurons. */
function onOtherDatapoints(dump: Dump, { layout, neurons }: ResolvedLayout): ResolvedLayout {
  const other = layout === 'nd' ? 'dn' : 'nd';
  const [rows, columns] = dump.shape;
  const misses = dump.shape.length === 2 && (layout === 'dn' ? rows : columns) !== neurons;
  const turned = misses && (layout === 'dn' ? columns : rows) === neurons;
  return resolveLayouts([dump], turned ? other : layout)[0] as ResolvedLayout;
}
