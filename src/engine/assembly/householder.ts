// AssemblyScript. Householder QR on column-major doubles; see engine/householder.ts for what each result is.
import { gemm } from './gemm';
import { dot, scale, subtractMultiple } from './vectors';

/** Below this the squares of entries that matter underflow. */
const SMALLEST_SIZE: f64 = 2.0 ** -460;
const LIFT: f64 = 2.0 ** 600;

/** A downdated norm this much smaller than when it was last computed has lost half its digits. */
const NORM_TRUST: f64 = 2.0 ** -26;

/** Columns reflected one by one before the rest of the matrix is updated by products. */
const PANEL: i32 = 32;

export let tau: f64 = 0;
export let beta: f64 = 0;

/** Leaves in `tau` and `beta` the reflector I − tau·(1; v)(1; v)ᵀ that maps (alpha; v) to (beta; 0); v is overwritten. */
export function reflector(alpha: f64, v: usize, count: i32): void {
  reflectorOfNorm(alpha, Math.sqrt(dot(v, v, count)), v, count);
}

/** The same where ‖v‖ is known. */
export function reflectorOfNorm(alpha: f64, tail: f64, v: usize, count: i32): void {
  const size = Math.sqrt(alpha * alpha + tail * tail);
  if (size < SMALLEST_SIZE) {
    tinyReflector(alpha, v, count);
    return;
  }
  if (tail === 0) {
    tau = 0;
    beta = alpha;
    return;
  }
  beta = alpha > 0 ? -size : size;
  tau = (beta - alpha) / beta;
  scale(v, 1 / (alpha - beta), count);
}

function tinyReflector(alpha: f64, v: usize, count: i32): void {
  let empty = true;
  for (let i = 0; i < count && empty; i++) empty = load<f64>(v + ((<usize>i) << 3)) === 0;
  if (empty) {
    tau = 0;
    beta = alpha;
    return;
  }
  scale(v, LIFT, count);
  reflector(alpha * LIFT, v, count);
  beta /= LIFT;
}

/** Applies the reflector (1; v), t to (head; tail). */
function reflect(v: usize, t: f64, head: usize, tail: usize, count: i32): void {
  const amount = t * (load<f64>(head) + dot(v, tail, count));
  store<f64>(head, load<f64>(head) - amount);
  subtractMultiple(tail, amount, v, count);
}

/** Bytes of scratch memory that `absorb` needs for n columns, besides that of `gemm`. */
export function absorbScratch(n: i32): i32 {
  return (PANEL + PANEL * PANEL + PANEL * n) << 3;
}

/** Leaves in the upper triangular r (n × n) the R factor of [r; block]; block (rows × n) is destroyed. */
export function absorb(n: i32, rows: i32, r: usize, block: usize, scratch: usize, gemmArea: usize): void {
  const taus = scratch;
  const t = taus + ((<usize>PANEL) << 3);
  const w = t + ((<usize>(PANEL * PANEL)) << 3);
  for (let first = 0; first < n; first += PANEL) {
    const width = min(PANEL, n - first);
    for (let j = first; j < first + width; j++) {
      const diagonal = r + ((<usize>j * n + j) << 3);
      const v = block + ((<usize>j * rows) << 3);
      reflector(load<f64>(diagonal), v, rows);
      const current = tau;
      store<f64>(diagonal, beta);
      store<f64>(taus + ((<usize>(j - first)) << 3), current);
      for (let c = j + 1; c < first + width && current !== 0; c++) {
        reflect(v, current, r + ((<usize>c * n + j) << 3), block + ((<usize>c * rows) << 3), rows);
      }
    }
    triangle(width, rows, block + ((<usize>first * rows) << 3), taus, t);
    updateRest(n, rows, r, block, first, width, t, w, gemmArea);
  }
}

/** T of the compact form I − V·T·Vᵀ of the product of a panel's reflectors (upper triangular, PANEL × PANEL). */
function triangle(width: i32, rows: i32, v: usize, taus: usize, t: usize): void {
  for (let j = 0; j < width; j++) {
    const factor = load<f64>(taus + ((<usize>j) << 3));
    const column = t + ((<usize>(j * PANEL)) << 3);
    for (let i = 0; i < j; i++) {
      store<f64>(column + ((<usize>i) << 3), dot(v + ((<usize>i * rows) << 3), v + ((<usize>j * rows) << 3), rows));
    }
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let l = i; l < j; l++)
        sum += load<f64>(t + ((<usize>(l * PANEL + i)) << 3)) * load<f64>(column + ((<usize>l) << 3));
      store<f64>(column + ((<usize>i) << 3), -factor * sum);
    }
    store<f64>(column + ((<usize>j) << 3), factor);
  }
}

/** Applies a panel's reflectors to the columns behind it: W = Tᵀ(R + VᵀB), R ← R − W, B ← B − V·W. */
function updateRest(
  n: i32,
  rows: i32,
  r: usize,
  block: usize,
  first: i32,
  width: i32,
  t: usize,
  w: usize,
  gemmArea: usize,
): void {
  const next = first + width;
  const rest = n - next;
  if (rest <= 0) return;
  const v = block + ((<usize>first * rows) << 3);
  const b = block + ((<usize>next * rows) << 3);
  for (let c = 0; c < rest; c++) {
    memory.copy(w + ((<usize>(c * PANEL)) << 3), r + ((<usize>(next + c) * n + first) << 3), (<usize>width) << 3);
  }
  gemm(width, rest, rows, 1, v, rows, 1, b, 1, rows, w, PANEL, gemmArea);
  for (let c = 0; c < rest; c++) {
    const column = w + ((<usize>(c * PANEL)) << 3);
    for (let i = width - 1; i >= 0; i--) {
      store<f64>(column + ((<usize>i) << 3), dot(t + ((<usize>(i * PANEL)) << 3), column, i + 1));
    }
    subtractMultiple(r + ((<usize>(next + c) * n + first) << 3), 1, column, width);
  }
  gemm(rows, rest, width, -1, v, 1, rows, w, 1, PANEL, b, rows, gemmArea);
}

/** Pivoted QR of a (rows × cols) in place: reflectors below the diagonal, R above; norms and trusted are scratch. */
export function pivotedQr(
  rows: i32,
  cols: i32,
  a: usize,
  taus: usize,
  pivots: usize,
  norms: usize,
  trusted: usize,
  swap: usize,
): void {
  for (let j = 0; j < cols; j++) {
    const column = a + ((<usize>j * rows) << 3);
    const length = Math.sqrt(dot(column, column, rows));
    store<f64>(norms + ((<usize>j) << 3), length);
    store<f64>(trusted + ((<usize>j) << 3), length);
    store<i32>(pivots + ((<usize>j) << 2), j);
  }
  for (let j = 0; j < min(rows, cols); j++) {
    let best = j;
    for (let c = j + 1; c < cols; c++) {
      if (load<f64>(norms + ((<usize>c) << 3)) > load<f64>(norms + ((<usize>best) << 3))) best = c;
    }
    if (best !== j) swapColumns(rows, a, pivots, norms, trusted, swap, j, best);
    const diagonal = a + ((<usize>j * rows + j) << 3);
    const below = rows - j - 1;
    reflector(load<f64>(diagonal), diagonal + 8, below);
    const current = tau;
    store<f64>(diagonal, beta);
    store<f64>(taus + ((<usize>j) << 3), current);
    for (let c = j + 1; c < cols; c++) {
      const head = a + ((<usize>c * rows + j) << 3);
      if (current !== 0) reflect(diagonal + 8, current, head, head + 8, below);
      downdate(norms + ((<usize>c) << 3), trusted + ((<usize>c) << 3), load<f64>(head), head + 8, below);
    }
  }
}

function downdate(norm: usize, trusted: usize, removed: f64, rest: usize, count: i32): void {
  const before = load<f64>(norm);
  if (before === 0) return;
  const ratio = Math.abs(removed) / before;
  const left = (1 - ratio) * (1 + ratio);
  const kept = before / load<f64>(trusted);
  if (left * kept * kept > NORM_TRUST) store<f64>(norm, before * Math.sqrt(left));
  else {
    const fresh = Math.sqrt(dot(rest, rest, count));
    store<f64>(norm, fresh);
    store<f64>(trusted, fresh);
  }
}

function swapColumns(
  rows: i32,
  a: usize,
  pivots: usize,
  norms: usize,
  trusted: usize,
  swap: usize,
  i: i32,
  j: i32,
): void {
  const bytes = (<usize>rows) << 3;
  memory.copy(swap, a + <usize>i * bytes, bytes);
  memory.copy(a + <usize>i * bytes, a + <usize>j * bytes, bytes);
  memory.copy(a + <usize>j * bytes, swap, bytes);
  swapValues<f64>(norms + ((<usize>i) << 3), norms + ((<usize>j) << 3));
  swapValues<f64>(trusted + ((<usize>i) << 3), trusted + ((<usize>j) << 3));
  swapValues<i32>(pivots + ((<usize>i) << 2), pivots + ((<usize>j) << 2));
}

function swapValues<T>(p: usize, q: usize): void {
  const kept = load<T>(p);
  store<T>(p, load<T>(q));
  store<T>(q, kept);
}

/** C ← Q·C for reflectors of `pivotedQr` and C (rows × cols). */
export function applyReflectors(rows: i32, steps: i32, a: usize, taus: usize, c: usize, cols: i32): void {
  for (let j = steps - 1; j >= 0; j--) {
    const t = load<f64>(taus + ((<usize>j) << 3));
    if (t === 0) continue;
    const v = a + ((<usize>j * rows + j + 1) << 3);
    for (let l = 0; l < cols; l++) {
      const head = c + ((<usize>l * rows + j) << 3);
      reflect(v, t, head, head + 8, rows - j - 1);
    }
  }
}
