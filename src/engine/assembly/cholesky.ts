// AssemblyScript. A = RᵀR in place: the leading half, the rows beside it, then what is left of the other half.
import { at, get, set } from './doubles';
import { gemm } from './gemm';
import { solveTriangular } from './triangular';
import { dot } from './vectors';

/** Blocks of at most this size are factored column by column. */
const LEAF: i32 = 32;
/** Blocks on the diagonal of at most this size are updated whole. */
const SQUARE: i32 = 128;

/** The upper triangle of a (n × n, ld) becomes R, what is below it is lost; false where a pivot is not positive. */
export function cholesky(n: i32, a: usize, ld: i32, scratch: usize, gemmArea: usize): bool {
  if (n <= LEAF) return byColumns(n, a, ld);
  const half = n >> 1;
  const rest = n - half;
  const across = a + at(half * ld);
  if (!cholesky(half, a, ld, scratch, gemmArea)) return false;
  solveTriangular(half, rest, a, ld, across, ld, true, scratch, gemmArea);
  subtractGram(rest, half, across, ld, across + at(half), ld, gemmArea);
  return cholesky(rest, across + at(half), ld, scratch, gemmArea);
}

/** The upper triangle of c (n × n) loses BᵀB, for b of `depth` rows. */
function subtractGram(n: i32, depth: i32, b: usize, ldb: i32, c: usize, ldc: i32, gemmArea: usize): void {
  if (n <= SQUARE) {
    gemm(n, n, depth, -1, b, ldb, 1, b, 1, ldb, c, ldc, gemmArea);
    return;
  }
  const half = n >> 1;
  const other = b + at(half * ldb);
  subtractGram(half, depth, b, ldb, c, ldc, gemmArea);
  gemm(half, n - half, depth, -1, b, ldb, 1, other, 1, ldb, c + at(half * ldc), ldc, gemmArea);
  subtractGram(n - half, depth, other, ldb, c + at(half * ldc + half), ldc, gemmArea);
}

function byColumns(n: i32, a: usize, ld: i32): bool {
  for (let j = 0; j < n; j++) {
    const column = a + at(j * ld);
    for (let i = 0; i < j; i++) {
      const other = a + at(i * ld);
      set(column, i, (get(column, i) - dot(other, column, i)) / get(other, i));
    }
    const pivot = get(column, j) - dot(column, column, j);
    if (!(pivot > 0)) return false;
    set(column, j, Math.sqrt(pivot));
  }
  return true;
}
