import { measurePair } from './pair.mjs';

/** `svcca compare` as a whole against the usual recipe in numpy. */
export async function benchCompare({ compare }, context) {
  const rows = [];
  for (const size of compare) rows.push(await measurePair(size, context));
  return rows;
}
