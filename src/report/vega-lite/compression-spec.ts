import type { CompressionCurves, DirectionsFound } from '../../analysis/compression-result.js';
import { methodName } from '../compression-words.js';
import { printable } from '../facts.js';
import { tooltip } from './channels.js';

/** The curves of one layer. */
export interface LayerCurves {
  readonly name: string;
  readonly directions: DirectionsFound;
  readonly curve: CompressionCurves;
}

/** Accuracy against k where it is known, else agreement, else the residual: a line for every method, a panel for every layer. */
export function compressionSpec(layers: readonly LayerCurves[]): object {
  const known = (of: 'accuracy' | 'agreement') =>
    layers.some(({ curve }) => curve.methods.some((method) => method[of] !== null));
  const value = known('accuracy') ? 'accuracy' : known('agreement') ? 'agreement' : 'residual';
  const values = layers.flatMap(({ name, directions, curve: { k, methods } }) =>
    methods.flatMap((curve) =>
      k.flatMap((count, i) => {
        const worth = curve[value]?.[i] ?? null;
        const method = methodName(curve.method, directions.from);
        return worth === null ? [] : [{ layer: printable(name), method, k: count, [value]: worth }];
      }),
    ),
  );
  return {
    title: { text: `${value} in fewer dimensions`, anchor: 'start' },
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'k', type: 'quantitative', scale: { type: 'log' }, axis: { title: 'dimensions' } },
      y: { field: value, type: 'quantitative', axis: { title: value } },
      color: { field: 'method', type: 'nominal', sort: null },
      tooltip: tooltip(['layer', 'method', 'k', value]),
      ...(layers.length > 1 ? { facet: { field: 'layer', type: 'nominal', sort: null, columns: 3 } } : {}),
    },
  };
}
