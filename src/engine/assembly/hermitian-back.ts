// AssemblyScript. Q·Z for the Q that a Hermitian reduction left as complex reflectors, in blocks I − V·T·Vᴴ.
import { at, get, set } from './doubles';
import { gemm } from './gemm';

/** Reflectors applied together. */
const BLOCK: i32 = 64;

/** Bytes of scratch memory that `backTransformHermitian` needs for `cols` columns, besides that of `gemm`. */
export function backTransformHermitianScratch(cols: i32): i32 {
  return (4 * BLOCK * BLOCK + 4 * BLOCK * cols) << 3;
}

/** z (n × cols complex, stacked like a) becomes H₀·H₁·…·z for the n − 1 reflectors in the columns of a; see `reduceHermitian`. */
export function backTransformHermitian(
  n: i32,
  a: usize,
  half: i32,
  taus: usize,
  z: usize,
  cols: i32,
  scratch: usize,
  gemmArea: usize,
): void {
  const ld = 2 * half;
  const square = at(BLOCK * BLOCK);
  const w = scratch + 4 * square;
  const turned = w + at(2 * BLOCK * cols);
  for (let first = ((n - 2) / BLOCK) * BLOCK; first >= 0 && n > 1; first -= BLOCK) {
    const width = min(BLOCK, n - 1 - first);
    const rows = n - 1 - first;
    const v = a + at(first * ld + first + 1);
    const target = z + at(first + 1);
    const t = scratch + 2 * square;
    memory.fill(scratch, 0, 4 * square);
    conjugateProduct(width, width, rows, v, v, half, scratch, BLOCK, square, gemmArea);
    compactFactor(width, taus + at(2 * first), scratch, t);
    memory.fill(w, 0, at(4 * BLOCK * cols));
    const apart = at(BLOCK * cols);
    conjugateProduct(width, cols, rows, v, target, half, w, BLOCK, apart, gemmArea);
    complexProduct(width, cols, width, 1, t, BLOCK, square, w, apart, turned, BLOCK, apart, gemmArea);
    complexProduct(rows, cols, width, -1, v, ld, at(half), turned, apart, target, ld, at(half), gemmArea);
  }
}

/** C ← C + XᴴY for stacked x and y; the imaginary part of c stands `apart` bytes behind the real one. */
function conjugateProduct(
  m: i32,
  n: i32,
  rows: i32,
  x: usize,
  y: usize,
  half: i32,
  c: usize,
  ldc: i32,
  apart: usize,
  gemmArea: usize,
): void {
  const ld = 2 * half;
  const xi = x + at(half);
  const yi = y + at(half);
  gemm(m, n, rows, 1, x, ld, 1, y, 1, ld, c, ldc, gemmArea);
  gemm(m, n, rows, 1, xi, ld, 1, yi, 1, ld, c, ldc, gemmArea);
  gemm(m, n, rows, 1, x, ld, 1, yi, 1, ld, c + apart, ldc, gemmArea);
  gemm(m, n, rows, -1, xi, ld, 1, y, 1, ld, c + apart, ldc, gemmArea);
}

/** C ← C + alpha·A·B, B of leading dimension BLOCK, imaginary parts so many bytes behind the real ones. */
function complexProduct(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  lda: i32,
  apartA: usize,
  b: usize,
  apartB: usize,
  c: usize,
  ldc: i32,
  apartC: usize,
  gemmArea: usize,
): void {
  gemm(m, n, k, alpha, a, 1, lda, b, 1, BLOCK, c, ldc, gemmArea);
  gemm(m, n, k, -alpha, a + apartA, 1, lda, b + apartB, 1, BLOCK, c, ldc, gemmArea);
  gemm(m, n, k, alpha, a, 1, lda, b + apartB, 1, BLOCK, c + apartC, ldc, gemmArea);
  gemm(m, n, k, alpha, a + apartA, 1, lda, b, 1, BLOCK, c + apartC, ldc, gemmArea);
}

/** T, upper triangular, of H₀·H₁·… = I − V·T·Vᴴ, from VᴴV. */
function compactFactor(width: i32, taus: usize, gram: usize, t: usize): void {
  const apart = BLOCK * BLOCK;
  for (let j = 0; j < width; j++) {
    const re = get(taus, 2 * j);
    const im = get(taus, 2 * j + 1);
    for (let i = 0; i < j; i++) {
      let x: f64 = 0;
      let y: f64 = 0;
      for (let l = i; l < j; l++) {
        const p = get(t, l * BLOCK + i);
        const q = get(t, apart + l * BLOCK + i);
        const r = get(gram, j * BLOCK + l);
        const s = get(gram, apart + j * BLOCK + l);
        x += p * r - q * s;
        y += p * s + q * r;
      }
      set(t, j * BLOCK + i, im * y - re * x);
      set(t, apart + j * BLOCK + i, -re * y - im * x);
    }
    set(t, j * BLOCK + j, re);
    set(t, apart + j * BLOCK + j, im);
  }
}
