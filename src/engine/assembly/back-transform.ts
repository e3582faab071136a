// AssemblyScript. Q·Z for the Q that a reduction left as reflectors in the columns of a matrix, in blocks I − V·T·Vᵀ.
import { at, get, set } from './doubles';
import { gemm } from './gemm';

/** Reflectors applied together. */
const BLOCK: i32 = 64;

/** Bytes of scratch memory that `backTransform` needs for `cols` columns, besides that of `gemm`. */
export function backTransformScratch(cols: i32): i32 {
  return (2 * BLOCK * BLOCK + 2 * BLOCK * cols) << 3;
}

/**
 * z (n × cols) becomes H₀·H₁·…·z for `count` reflectors Hⱼ = I − tauⱼ·v·vᵀ, v in column j of a with its leading 1 in row j + below;
 * what stands above it is overwritten by zeros as far as needed.
 */
export function backTransform(
  n: i32,
  count: i32,
  below: i32,
  a: usize,
  lda: i32,
  taus: usize,
  z: usize,
  ldz: i32,
  cols: i32,
  scratch: usize,
  gemmArea: usize,
): void {
  const gram = scratch;
  const t = gram + at(BLOCK * BLOCK);
  const w = t + at(BLOCK * BLOCK);
  const turned = w + at(BLOCK * cols);
  for (let first = ((count - 1) / BLOCK) * BLOCK; first >= 0; first -= BLOCK) {
    const width = min(BLOCK, count - first);
    const top = first + below;
    const rows = n - top;
    const v = a + at(first * lda + top);
    for (let j = 1; j < width; j++) memory.fill(v + at(j * lda), 0, at(j));
    compactFactor(width, rows, v, lda, taus + at(first), gram, t, gemmArea);
    memory.fill(w, 0, at(2 * BLOCK * cols));
    gemm(width, cols, rows, 1, v, lda, 1, z + at(top), 1, ldz, w, BLOCK, gemmArea);
    gemm(width, cols, width, 1, t, 1, BLOCK, w, 1, BLOCK, turned, BLOCK, gemmArea);
    gemm(rows, cols, width, -1, v, 1, lda, turned, 1, BLOCK, z + at(top), ldz, gemmArea);
  }
}

/** T, upper triangular, of H₀·H₁·… = I − V·T·Vᵀ, from VᵀV. */
function compactFactor(
  width: i32,
  rows: i32,
  v: usize,
  lda: i32,
  taus: usize,
  gram: usize,
  t: usize,
  gemmArea: usize,
): void {
  memory.fill(gram, 0, at(2 * BLOCK * BLOCK));
  gemm(width, width, rows, 1, v, lda, 1, v, 1, lda, gram, BLOCK, gemmArea);
  for (let j = 0; j < width; j++) {
    const tau = get(taus, j);
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let l = i; l < j; l++) sum += get(t, l * BLOCK + i) * get(gram, j * BLOCK + l);
      set(t, j * BLOCK + i, -tau * sum);
    }
    set(t, j * BLOCK + j, tau);
  }
}
