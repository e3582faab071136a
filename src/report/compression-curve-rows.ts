import type { CompressionCurves } from '../analysis/compression-result.js';
import type { Cell } from './facts.js';

export const CURVE_COLUMNS = [
  ...['method', 'k', 'residual', 'accuracy', 'agreement'],
  ...['residualDeviation', 'accuracyDeviation', 'agreementDeviation'],
];

/** Curves as tidy rows: one method at one k a row, where there is such a k. */
export function curveRows({ k, methods }: CompressionCurves): Cell[][] {
  return methods.flatMap(({ method, residual, accuracy, agreement, deviation }) =>
    k.flatMap((count, i) => {
      if (residual[i] === null) return [];
      const at = (values: readonly (number | null)[] | null | undefined) => values?.[i] ?? null;
      return [
        [
          ...[method, count, at(residual), at(accuracy), at(agreement)],
          ...[at(deviation?.residual), at(deviation?.accuracy), at(deviation?.agreement)],
        ],
      ];
    }),
  );
}
