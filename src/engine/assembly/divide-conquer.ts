// AssemblyScript. Eigenvectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen 1981; Gu & Eisenstat 1995).
import { deflate } from './deflation';
import { at, get, set, setInt } from './doubles';
import { mergeProduct } from './merge-product';
import * as work from './merge-work';
import { secularSystemScratch, secularVectors, solveSecular } from './secular-system';
import { qlVectors } from './tridiagonal-ql';

/** Blocks of at most this size are solved by QL. */
const LEAF: i32 = 32;

/** Bytes of scratch memory that `divideConquer` needs for n rows with a leading dimension ld, besides that of `gemm`. */
export function divideConquerScratch(n: i32, ld: i32): f64 {
  return 8 * (<f64>n * <f64>(n + ld) + secularSystemScratch(n)) + work.size(n);
}

/**
 * The eigenvectors to the `wanted` largest eigenvalues of the matrix with diagonal d and off-diagonals e (destroyed; one to
 * spare), as the leading columns of q (n × n, zero at first), in no order. Returns how many columns there are, at least
 * `wanted`; d holds their values, and `order` their indices by rising value.
 */
export function divideConquer(
  n: i32,
  wanted: i32,
  d: usize,
  e: usize,
  q: usize,
  ld: i32,
  order: usize,
  scratch: usize,
  gemmArea: usize,
): i32 {
  return solve(0, n, wanted, n, d, e, q, ld, order, scratch, gemmArea);
}

function solve(
  first: i32,
  size: i32,
  wanted: i32,
  n: i32,
  d: usize,
  e: usize,
  q: usize,
  ld: i32,
  order: usize,
  scratch: usize,
  gemmArea: usize,
): i32 {
  const block = q + at(first * ld + first);
  const values = d + at(first);
  const indices = order + ((<usize>first) << 2);
  if (size <= LEAF) {
    for (let j = 0; j < size; j++) set(block, j * ld + j, 1);
    qlVectors(size, values, e + at(first), block, ld);
    for (let j = 0; j < size; j++) setInt(indices, j, j);
    work.sortByValue(size, indices, values);
    return size;
  }
  const half = size >> 1;
  const coupling = get(e, first + half - 1);
  set(e, first + half - 1, 0);
  set(values, half - 1, get(values, half - 1) - Math.abs(coupling));
  set(values, half, get(values, half) - Math.abs(coupling));
  solve(first, half, half, n, d, e, q, ld, order, scratch, gemmArea);
  solve(first + half, size - half, size - half, n, d, e, q, ld, order, scratch, gemmArea);
  return merge(size, half, coupling, wanted, n, values, block, ld, indices, scratch, gemmArea);
}

/**
 * Joins the decompositions of two halves of a block of q, whose coupling was taken out of both their diagonals: the whole is
 * diag(d) + ρ·z·zᵀ in the basis of both, with z from the last row of the first half and the first row of the second.
 */
function merge(
  size: i32,
  half: i32,
  coupling: f64,
  wanted: i32,
  n: i32,
  d: usize,
  q: usize,
  ld: i32,
  order: usize,
  scratch: usize,
  gemmArea: usize,
): i32 {
  const z = work.area(work.Z, n, scratch);
  const share = Math.SQRT1_2;
  for (let j = 0; j < half; j++) set(z, j, share * get(q, j * ld + half - 1));
  for (let j = half; j < size; j++) set(z, j, (coupling < 0 ? -share : share) * get(q, j * ld + half));
  const rho = 2 * Math.abs(coupling);
  const k = deflate(size, half, rho, n, d, q, ld, order, scratch);
  const deflated = size - k;

  const packed = scratch + work.size(n);
  const vectors = packed + at(n * n);
  const context = vectors + at(n * ld);
  const roots = work.area(work.ROOTS, n, scratch);
  const rest = work.area(work.REST, n, scratch);
  solveSecular(k, rho, false, vectors, ld, n, scratch, context);
  const chosen = work.chooseLargest(wanted, k, deflated, roots, rest, order);
  const left = wanted - chosen;
  secularVectors(k - chosen, 0, context);
  mergeProduct(size, half, size, k, chosen, left, n, q, ld, vectors, ld, packed, scratch, gemmArea);
  memory.copy(d, roots + at(k - chosen), at(chosen));
  memory.copy(d + at(chosen), rest + at(deflated - left), at(left));
  return wanted;
}
