const { cos, PI, sin } = Math;

/** How a discrete Fourier transform of some length is done: the radices of its stages, and exp(−2πik/length) for every k, re and im in turn. */
export interface TransformPlan {
  readonly length: number;
  readonly radices: readonly number[];
  readonly roots: Float64Array;
}

/** The plan of a length: stages of 4 and 2, then one for each odd prime factor. */
export function transformPlan(length: number): TransformPlan {
  return { length, radices: radicesOf(length), roots: rootsOfUnity(length) };
}

function radicesOf(length: number): number[] {
  const radices: number[] = [];
  let left = length;
  for (const radix of [4, 2]) {
    for (; left % radix === 0; left /= radix) radices.push(radix);
  }
  for (let radix = 3; left > 1; radix += 2) {
    for (; left % radix === 0; left /= radix) radices.push(radix);
    if (radix * radix > left && left > 1) {
      radices.push(left);
      break;
    }
  }
  return radices;
}

/** exp(−2πik/length), from angles of an eighth of a turn at most, so that quarters and halves are exact. */
export function rootsOfUnity(length: number): Float64Array {
  const roots = new Float64Array(2 * length);
  for (let k = 0; k < length; k++) {
    const [re, im] = unitRoot(k, length);
    roots[2 * k] = re;
    roots[2 * k + 1] = -im;
  }
  return roots;
}

/** cos and sin of 2πk/length. */
function unitRoot(k: number, length: number): [number, number] {
  const eighths = (8 * k) / length;
  if (eighths > 4) {
    const [re, im] = unitRoot(length - k, length);
    return [re, -im];
  }
  // Angles from 45° to 135° come from the quarter turn between them.
  if (eighths > 3) return [-cos((PI * (length - 2 * k)) / length), sin((PI * (length - 2 * k)) / length)];
  if (eighths > 1) {
    const turned = (PI * (4 * k - length)) / (2 * length);
    return [-sin(turned), cos(turned)];
  }
  return [cos((2 * PI * k) / length), sin((2 * PI * k) / length)];
}
