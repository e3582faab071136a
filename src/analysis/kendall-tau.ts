const { sign, sqrt } = Math;

/** Kendall's τ-b of two lists: 1 where both rank everything alike, −1 where the other way round; ties count for neither. Null where one list is all ties. */
export function kendallTau(a: readonly number[], b: readonly number[]): number | null {
  let [concordance, untiedA, untiedB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [orderA, orderB] = [sign(a[i] - a[j]), sign(b[i] - b[j])];
      concordance += orderA * orderB;
      untiedA += orderA * orderA;
      untiedB += orderB * orderB;
    }
  }
  return untiedA === 0 || untiedB === 0 ? null : concordance / (sqrt(untiedA) * sqrt(untiedB));
}
