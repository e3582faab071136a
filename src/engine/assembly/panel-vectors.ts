// AssemblyScript. Products of a narrow panel with a vector, several columns at a time, so that the vector is read and written less often.
import { at, get, set } from './doubles';
import { dot, subtractMultiple } from './vectors';

/** y ← y − P·coefficients, for P of `columns` columns and a `count` of rows that is a multiple of 2. */
export function subtractColumns(count: i32, columns: i32, p: usize, ld: i32, coefficients: usize, y: usize): void {
  let j = 0;
  for (; j + 4 <= columns; j += 4) subtractFour(count, p + at(j * ld), ld, coefficients + at(j), y);
  for (; j < columns; j++) subtractMultiple(y, get(coefficients, j), p + at(j * ld), count);
}

function subtractFour(count: i32, p: usize, ld: i32, coefficients: usize, y: usize): void {
  const f0 = v128.load64_splat(coefficients);
  const f1 = v128.load64_splat(coefficients, 8);
  const f2 = v128.load64_splat(coefficients, 16);
  const f3 = v128.load64_splat(coefficients, 24);
  let q = p + at(ld);
  let r = q + at(ld);
  let s = r + at(ld);
  const end = y + at(count);
  while (y < end) {
    const first = f64x2.add(f64x2.mul(f0, v128.load(p)), f64x2.mul(f1, v128.load(q)));
    const second = f64x2.add(f64x2.mul(f2, v128.load(r)), f64x2.mul(f3, v128.load(s)));
    v128.store(y, f64x2.sub(v128.load(y), f64x2.add(first, second)));
    p += 16;
    q += 16;
    r += 16;
    s += 16;
    y += 16;
  }
}

/** out = Pᵀ·x, for P of `columns` columns and a `count` of rows that is a multiple of 2. */
export function columnDots(count: i32, columns: i32, p: usize, ld: i32, x: usize, out: usize): void {
  let j = 0;
  for (; j + 4 <= columns; j += 4) dotFour(count, p + at(j * ld), ld, x, out + at(j));
  for (; j < columns; j++) set(out, j, dot(p + at(j * ld), x, count));
}

function dotFour(count: i32, p: usize, ld: i32, x: usize, out: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let q = p + at(ld);
  let r = q + at(ld);
  let s = r + at(ld);
  const end = x + at(count);
  while (x < end) {
    const u = v128.load(x);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(p), u));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(q), u));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(r), u));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(s), u));
    p += 16;
    q += 16;
    r += 16;
    s += 16;
    x += 16;
  }
  store<f64>(out, f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1));
  store<f64>(out, f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1), 8);
  store<f64>(out, f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1), 16);
  store<f64>(out, f64x2.extract_lane(s3, 0) + f64x2.extract_lane(s3, 1), 24);
}
