import type { Shaped } from '../io/readable-shape.js';

/** Which axis of a table the datapoints are, and what told it. */
export interface ToldTable {
  readonly layout: 'nd' | 'dn';
  readonly by: string;
}

/**
 * The layout of a table as what goes with it tells: one axis of the weights is its neurons, labels are as many as its datapoints. Undefined where
 * that tells nothing.
 */
export function tableLayout(
  { shape }: Shaped,
  { weights, labels }: { weights?: Shaped | undefined; labels?: Shaped | undefined },
): ToldTable | undefined {
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || rows === columns) return undefined;
  if (weights !== undefined) {
    const [first, second] = [weights.shape.includes(columns), weights.shape.includes(rows)];
    if (first !== second) {
      return { layout: first ? 'nd' : 'dn', by: `${first ? columns : rows} neurons, as ${weights.name} reads` };
    }
  }
  const [count] = labels?.shape ?? [];
  if (labels === undefined || (count !== rows && count !== columns)) return undefined;
  return { layout: count === rows ? 'nd' : 'dn', by: `${count} datapoints, as ${labels.name} has labels` };
}
