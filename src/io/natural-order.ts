/** Layers near the input, and near the output, by what they are usually called; all others are between. */
const PLACES: readonly (readonly [words: RegExp, place: number])[] = [
  [/^(inputs?|stem|embed(ding)?s?|patch_?embed|wte|wpe|tok_emb|pos_emb)\d*$/i, 0],
  [/^conv1?$/i, 1],
  [/^(bn|batchnorm|relu|act|maxpool|pool)1?$/i, 2],
  [/^(avgpool|gap|norm|ln_?f|pooler|flatten)$/i, 4],
  [/^(fc|linear|dense)\d*([_-].*)?$/i, 5],
  [/^(classifier|head|heads|lm_head|logits?|outputs?|softmax|probs?|predictions?)\d*$/i, 6],
];
const BETWEEN = 3;

/** Names as people count, conv2 before conv10, with those last that are usually called the output. */
export function naturalOrder(a: string, b: string): number {
  const [partsA, partsB] = [split(a), split(b)];
  for (let i = 0; i < partsA.length && i < partsB.length; i++) {
    const [x, y] = [partsA[i] as string, partsB[i] as string];
    if (x !== y) return placeOf(x) - placeOf(y) || byNumbers(x, y);
  }
  return partsA.length - partsB.length;
}

function split(name: string): string[] {
  return name.split(/[/.]/);
}

function placeOf(part: string): number {
  return PLACES.find(([words]) => words.test(part))?.[1] ?? BETWEEN;
}

/** Runs of digits compared as numbers, the rest as text. */
export function byNumbers(a: string, b: string): number {
  const [x, y] = [runsOf(a), runsOf(b)];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const [p, q] = [x[i] as string, y[i] as string];
    const difference = Number(p) - Number(q);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    if (Number.isNaN(difference) && p !== q) return p < q ? -1 : 1;
  }
  return x.length - y.length || (a < b ? -1 : a > b ? 1 : 0);
}

function runsOf(text: string): string[] {
  return text.match(/\d+|\D+/g) ?? [];
}
