import { blasEngine } from './blas-engine.js';
import type { Engine } from './engine.js';
import type { BlasLibrary } from './load-blas.js';
import { largestMagnitude, leadingColumns, type Matrix, scaled, transpose, zeros } from './matrix.js';

const { abs, max, min } = Math;

/** Residuals of so many n·eps pass for rounding. */
const ROUNDING = 100 * Number.EPSILON;

/** Sizes that reach the blocked code of LAPACK, and both shapes. */
const SIZES = [
  { rows: 3, cols: 2 },
  { rows: 29, cols: 41 },
  { rows: 41, cols: 35 },
];

/** A product of this size takes about a millisecond. */
const TIMED_SIZE = 224;
const ROUNDS = 3;
const MOST_ROUNDS = 8;

/**
 * What the library gets wrong, by name; undefined where all that is used of it agrees to rounding with `own` engine on
 * small matrices. A library that destroys memory instead of computing cannot be told before it has.
 */
export function wrongAnswer(library: BlasLibrary, own: Engine): string | undefined {
  const engine = blasEngine(library, {
    other: { ...own, svd: refuse, singularValues: refuse, symmetricEigen: refuse },
  });
  for (const [i, { rows, cols }] of SIZES.entries()) {
    const a = someMatrix(rows, cols, i);
    const wrong = Object.entries(CHECKS).find(([, isRight]) => !holds(() => isRight(engine, own, a)));
    if (wrong !== undefined) return wrong[0];
  }
  return undefined;
}

/** No other engine helps out in the test. */
function refuse(): never {
  throw new Error('the library gave up');
}

/** A routine that gives up, or asks for an impossible workspace, is as wrong as one that computes nonsense. */
function holds(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}

/** How many times as fast as `own` the library multiplies; `now` is a clock in milliseconds. */
export function speedRatio(library: BlasLibrary, own: Engine, now: () => number): number {
  const engine = blasEngine(library, { other: own });
  const [a, b] = [someMatrix(TIMED_SIZE, TIMED_SIZE, 1), someMatrix(TIMED_SIZE, TIMED_SIZE, 2)];
  const time = (which: Engine) => {
    const start = now();
    which.product(a, b);
    return now() - start;
  };
  time(own);
  time(engine);
  let [ours, its] = [Infinity, Infinity];
  // Another program may slow down any round; the fastest ones count, and a loser gets more of them.
  for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && its * 1.5 >= ours); round++) {
    ours = min(ours, time(own));
    its = min(its, time(engine));
  }
  return ours / max(its, Number.MIN_VALUE);
}

const CHECKS: { readonly [routine: string]: (engine: Engine, own: Engine, a: Matrix) => boolean } = {
  dgemm: (engine, own, a) => {
    const b = leadingColumns(a, min(2, a.cols));
    const c = transpose(a);
    return isNear(engine.crossProduct(a, b), own.crossProduct(a, b)) && isNear(engine.product(a, c), own.product(a, c));
  },
  dsyrk: (engine, own, a) => isNear(engine.crossProduct(a, a), own.crossProduct(a, a)),
  'dpotrf or dtrsm': (engine, own, a) => {
    const definite = plusIdentity(own.crossProduct(a, a));
    const r = engine.cholesky(definite);
    if (r === undefined || !isNear(own.crossProduct(r, r), definite)) return false;
    if (engine.cholesky(scaled(definite, { left: new Float64Array(a.cols).fill(-1) })) !== undefined) return false;
    const b = transpose(a);
    const solved = engine.solveTriangular(r, engine.solveTriangular(r, b, { transposed: true }), { transposed: false });
    return isNear(own.product(definite, solved), b);
  },
  'dsytrd, dsterf, dstedc or dormtr': (engine, own, a) => {
    const gram = own.crossProduct(a, a);
    const { values, vectors } = engine.symmetricEigen(gram);
    return (
      isNear(own.product(gram, vectors), scaled(vectors, { right: values })) &&
      isNear(own.crossProduct(vectors, vectors), identity(gram.cols)) &&
      isNear(asColumn(values), asColumn(own.singularValues(gram)))
    );
  },
  dgesdd: (engine, own, a) => {
    const { values, left, right } = engine.svd(a);
    const known = asColumn(own.singularValues(a));
    return (
      isNear(own.product(scaled(left, { right: values }), transpose(right)), a) &&
      isNear(own.crossProduct(left, left), identity(left.cols)) &&
      isNear(asColumn(values), known) &&
      isNear(asColumn(engine.singularValues(a)), known)
    );
  },
};

function isNear(a: Matrix, b: Matrix): boolean {
  const bound = ROUNDING * max(a.rows, a.cols) * max(1, largestMagnitude(b.data));
  return a.data.length === b.data.length && a.data.every((value, i) => abs(value - b.data[i]) <= bound);
}

/** Entries between −1 and 1 without a pattern, the same on every machine. */
function someMatrix(rows: number, cols: number, seed: number): Matrix {
  const a = zeros(rows, cols);
  let state = seed + 1;
  for (let i = 0; i < a.data.length; i++) {
    state = (state * 48271) % 2147483647;
    a.data[i] = state / 2 ** 30 - 1;
  }
  return a;
}

function identity(n: number): Matrix {
  return plusIdentity(zeros(n, n));
}

function plusIdentity(a: Matrix): Matrix {
  const out = { ...a, data: a.data.slice() };
  for (let j = 0; j < a.cols; j++) out.data[j * a.rows + j] += 1;
  return out;
}

function asColumn(values: Float64Array): Matrix {
  return { rows: values.length, cols: 1, data: values };
}
