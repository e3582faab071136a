import type { CompressionCurves, DirectionsFound, EvaluatedOn } from '../analysis/compression-result.js';
import { methodName } from './compression-words.js';
import type { Cell, FactTable } from './facts.js';

const DIGITS = 3;

/** Curves as a table, k down and methods across: accuracy where it is known, else the residual. */
export function curveTable(
  { k, methods }: CompressionCurves,
  { title, from, evaluated }: { title: string; from: DirectionsFound['from']; evaluated: EvaluatedOn | null },
): FactTable {
  const what = evaluated === null ? 'residual' : evaluated.accuracy === null ? 'agreement' : 'accuracy';
  const where =
    evaluated === null ? '' : ` on ${evaluated.datapoints} ${evaluated.heldOut ? 'held-out ' : ''}datapoints`;
  return {
    title: `${what}${where}${title === '' ? '' : `, ${title}`}`,
    columns: [{ name: 'k' }, ...methods.map(({ method }) => ({ name: methodName(method, from), digits: DIGITS }))],
    rows: k.map((count, i): Cell[] => [count, ...methods.map((curve) => curve[what]?.[i] ?? null)]),
  };
}
