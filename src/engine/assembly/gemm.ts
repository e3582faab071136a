// AssemblyScript. C ← C + α·A·B on column-major doubles, in packed panels and 4 × 4 tiles that stay in registers.
// The order of every sum depends on the sizes alone.

const TILE: i32 = 4;
/** Depth of a panel: a 4 × 256 sliver of A and one of B stay in the first-level cache. */
const DEPTH: i32 = 256;
/** Rows of A packed at a time: 128 × 256 doubles stay in the second-level cache. */
const ROWS: i32 = 128;
/** Columns of B packed at a time. */
const COLS: i32 = 1024;

/** Bytes of scratch memory that `gemm` needs. */
export function gemmScratch(): i32 {
  return (DEPTH * (ROWS + COLS) + TILE * TILE) << 3;
}

/** Entry (i, p) of A is at a + 8(i·aRow + p·aCol), and likewise B: a transpose is a swap of strides. */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  alpha: f64,
  a: usize,
  aRow: i32,
  aCol: i32,
  b: usize,
  bRow: i32,
  bCol: i32,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  const packedA = scratch;
  const packedB = packedA + ((<usize>(DEPTH * ROWS)) << 3);
  const edge = packedB + ((<usize>(DEPTH * COLS)) << 3);
  for (let jc = 0; jc < n; jc += COLS) {
    const cols = min(COLS, n - jc);
    for (let pc = 0; pc < k; pc += DEPTH) {
      const depth = min(DEPTH, k - pc);
      pack(b + at(pc * bRow + jc * bCol), bCol, bRow, cols, depth, alpha, packedB);
      for (let ic = 0; ic < m; ic += ROWS) {
        const rows = min(ROWS, m - ic);
        pack(a + at(ic * aRow + pc * aCol), aRow, aCol, rows, depth, 1, packedA);
        panel(rows, cols, depth, packedA, packedB, c + at(ic + jc * ldc), ldc, edge);
      }
    }
  }
}

function at(index: i32): usize {
  return (<usize>index) << 3;
}

/** Slivers of four lines, depth-major, the last one filled up with zeros. */
function pack(from: usize, line: i32, step: i32, lines: i32, depth: i32, factor: f64, to: usize): void {
  for (let l = 0; l < lines; l += TILE) {
    const present = min(TILE, lines - l);
    for (let t = 0; t < TILE; t++) {
      let target = to + at(l * depth + t);
      let source = from + at((l + t) * line);
      for (let p = 0; p < depth; p++) {
        store<f64>(target, t < present ? factor * load<f64>(source) : 0);
        target += TILE << 3;
        source += at(step);
      }
    }
  }
}

function panel(rows: i32, cols: i32, depth: i32, a: usize, b: usize, c: usize, ldc: i32, edge: usize): void {
  for (let j = 0; j < cols; j += TILE) {
    for (let i = 0; i < rows; i += TILE) {
      const target = c + at(i + j * ldc);
      if (i + TILE <= rows && j + TILE <= cols) tile(depth, a + at(i * depth), b + at(j * depth), target, ldc);
      else {
        memory.fill(edge, 0, TILE * TILE * 8);
        tile(depth, a + at(i * depth), b + at(j * depth), edge, TILE);
        for (let q = 0; q < min(TILE, cols - j); q++) {
          for (let p = 0; p < min(TILE, rows - i); p++) {
            const place = target + at(p + q * ldc);
            store<f64>(place, load<f64>(place) + load<f64>(edge + at(p + q * TILE)));
          }
        }
      }
    }
  }
}

function tile(depth: i32, a: usize, b: usize, c: usize, ldc: i32): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  for (let p = 0; p < depth; p++) {
    const a0 = v128.load(a);
    const a1 = v128.load(a, 16);
    const b0 = v128.load64_splat(b);
    c00 = f64x2.add(c00, f64x2.mul(a0, b0));
    c01 = f64x2.add(c01, f64x2.mul(a1, b0));
    const b1 = v128.load64_splat(b, 8);
    c10 = f64x2.add(c10, f64x2.mul(a0, b1));
    c11 = f64x2.add(c11, f64x2.mul(a1, b1));
    const b2 = v128.load64_splat(b, 16);
    c20 = f64x2.add(c20, f64x2.mul(a0, b2));
    c21 = f64x2.add(c21, f64x2.mul(a1, b2));
    const b3 = v128.load64_splat(b, 24);
    c30 = f64x2.add(c30, f64x2.mul(a0, b3));
    c31 = f64x2.add(c31, f64x2.mul(a1, b3));
    a += 32;
    b += 32;
  }
  const column = at(ldc);
  addTo(c, c00, c01);
  addTo(c + column, c10, c11);
  addTo(c + 2 * column, c20, c21);
  addTo(c + 3 * column, c30, c31);
}

function addTo(c: usize, low: v128, high: v128): void {
  v128.store(c, f64x2.add(v128.load(c), low));
  v128.store(c, f64x2.add(v128.load(c, 16), high), 16);
}
