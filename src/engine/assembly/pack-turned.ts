// AssemblyScript. Slivers of rows that are contiguous each.
import { TILE } from './tile';

/** A sliver of four rows, `line` bytes apart, entry by entry: two entries of all four at a time. */
export function packTurned(target: usize, source: usize, line: usize, depth: i32): void {
  let p = 0;
  for (; p + 2 <= depth; p += 2) {
    const first = v128.load(source);
    const second = v128.load(source + line);
    const third = v128.load(source + 2 * line);
    const fourth = v128.load(source + 3 * line);
    v128.store(target, i8x16.shuffle(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
    v128.store(target, i8x16.shuffle(third, fourth, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23), 16);
    v128.store(target, i8x16.shuffle(first, second, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31), 32);
    v128.store(target, i8x16.shuffle(third, fourth, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31), 48);
    target += TILE << 4;
    source += 16;
  }
  if (p < depth) {
    store<f64>(target, load<f64>(source));
    store<f64>(target, load<f64>(source + line), 8);
    store<f64>(target, load<f64>(source + 2 * line), 16);
    store<f64>(target, load<f64>(source + 3 * line), 24);
  }
}
