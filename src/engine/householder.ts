import type { Engine, PivotedQr } from './engine.js';
import { column, type Matrix, padRows, upperTrapezoid } from './matrix.js';
import { dot, norm, subtractMultiple } from './vectors.js';

const { abs, min, sqrt } = Math;
const EPSILON = Number.EPSILON;

/** A downdated norm this much smaller than when it was last computed has lost half its digits. */
const NORM_TRUST = sqrt(EPSILON);

/** Below this the squares of entries that matter underflow. */
const SMALLEST_SIZE = 2 ** -460;
const LIFT = 2 ** 600;

/** See `Engine.absorb`: one reflector per column, which touches only R's diagonal row and the block. */
export function absorb(r: Matrix, block: Matrix): void {
  const n = r.cols;
  for (let j = 0; j < n; j++) {
    const v = column(block, j);
    const { tau, beta } = reflector(r.data[j * n + j], v);
    r.data[j * n + j] = beta;
    if (tau === 0) continue;
    for (let c = j + 1; c < n; c++) {
      const head = c * n + j;
      r.data[head] -= reflect({ v, tau, head: r.data[head], tail: column(block, c) });
    }
  }
}

/** See `Engine.pivotedQr`: the next column is always the one with the largest remaining norm. */
export const pivotedQr: Engine['pivotedQr'] = (a) => {
  const { rows, cols } = a;
  const steps = min(rows, cols);
  const work = a.data.slice();
  const pivots = Int32Array.from({ length: cols }, (_, j) => j);
  const taus = new Float64Array(steps);
  const norms = Float64Array.from(pivots, (j) => norm(work.subarray(j * rows, (j + 1) * rows)));
  const trusted = norms.slice();
  for (let j = 0; j < steps; j++) {
    swapColumns({ work, rows, pivots, norms, trusted }, j, largestFrom(norms, j));
    const v = work.subarray(j * rows + j + 1, (j + 1) * rows);
    const { tau, beta } = reflector(work[j * rows + j], v);
    work[j * rows + j] = beta;
    taus[j] = tau;
    for (let c = j + 1; c < cols; c++) {
      const head = c * rows + j;
      const tail = work.subarray(head + 1, (c + 1) * rows);
      if (tau !== 0) work[head] -= reflect({ v, tau, head: work[head], tail });
      downdate(norms, trusted, c, work[head], tail);
    }
  }
  return factorisation({ rows, cols, data: work }, taus, pivots);
};

function factorisation(work: Matrix, taus: Float64Array, pivots: Int32Array): PivotedQr {
  return {
    r: upperTrapezoid(work, taus.length),
    pivots,
    applyQ: (c) => applyReflectors({ work, taus }, c),
  };
}

/** Q·C for the reflectors that a pivoted QR leaves below the diagonal of `work`; see `PivotedQr.applyQ`. */
export function applyReflectors({ work, taus }: { work: Matrix; taus: Float64Array }, c: Matrix): Matrix {
  const { rows } = work;
  const out = padRows(c, rows);
  for (let j = taus.length - 1; j >= 0; j--) {
    if (taus[j] === 0) continue;
    const v = work.data.subarray(j * rows + j + 1, (j + 1) * rows);
    for (let l = 0; l < c.cols; l++) {
      const head = l * rows + j;
      const tail = out.data.subarray(head + 1, (l + 1) * rows);
      out.data[head] -= reflect({ v, tau: taus[j], head: out.data[head], tail });
    }
  }
  return out;
}

/** Turns (alpha; v) into the reflector I − tau·(1; v)(1; v)ᵀ that maps it to (beta; 0); v is overwritten. */
function reflector(alpha: number, v: Float64Array): { tau: number; beta: number } {
  const tail = norm(v);
  const size = sqrt(alpha * alpha + tail * tail);
  if (size < SMALLEST_SIZE) return tinyReflector(alpha, v);
  if (tail === 0) return { tau: 0, beta: alpha };
  const beta = alpha > 0 ? -size : size;
  const scale = 1 / (alpha - beta);
  for (let i = 0; i < v.length; i++) v[i] *= scale;
  return { tau: (beta - alpha) / beta, beta };
}

/** The same for entries whose squares underflow, which would leave the reflector far from orthogonal. */
function tinyReflector(alpha: number, v: Float64Array): { tau: number; beta: number } {
  if (v.every((value) => value === 0)) return { tau: 0, beta: alpha };
  for (let i = 0; i < v.length; i++) v[i] *= LIFT;
  const { tau, beta } = reflector(alpha * LIFT, v);
  return { tau, beta: beta / LIFT };
}

/** Applies a reflector to (head; tail): `tail` in place, the amount to subtract from `head` returned. */
function reflect(p: { v: Float64Array; tau: number; head: number; tail: Float64Array }): number {
  const amount = p.tau * (p.head + dot(p.v, p.tail));
  subtractMultiple(p.tail, amount, p.v);
  return amount;
}

function downdate(norms: Float64Array, trusted: Float64Array, c: number, removed: number, rest: Float64Array): void {
  if (norms[c] === 0) return;
  const ratio = abs(removed) / norms[c];
  const left = (1 - ratio) * (1 + ratio);
  if (left * (norms[c] / trusted[c]) ** 2 > NORM_TRUST) norms[c] *= sqrt(left);
  else trusted[c] = norms[c] = norm(rest);
}

function largestFrom(norms: Float64Array, from: number): number {
  let best = from;
  for (let j = from + 1; j < norms.length; j++) if (norms[j] > norms[best]) best = j;
  return best;
}

interface Pivoting {
  readonly work: Float64Array;
  readonly rows: number;
  readonly pivots: Int32Array;
  readonly norms: Float64Array;
  readonly trusted: Float64Array;
}

function swapColumns({ work, rows, pivots, norms, trusted }: Pivoting, i: number, j: number): void {
  if (i === j) return;
  const kept = work.slice(i * rows, (i + 1) * rows);
  work.copyWithin(i * rows, j * rows, (j + 1) * rows);
  work.set(kept, j * rows);
  for (const list of [pivots, norms, trusted]) [list[i], list[j]] = [list[j], list[i]];
}
