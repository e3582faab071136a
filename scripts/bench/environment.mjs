/** What sets the number of threads of one BLAS or another. */
const THREAD_VARIABLES = [
  'OPENBLAS_NUM_THREADS',
  'OMP_NUM_THREADS',
  'MKL_NUM_THREADS',
  'BLIS_NUM_THREADS',
  'VECLIB_MAXIMUM_THREADS',
];

/** Variables that choose kernels or threads of a library, and so may hold a rival back. */
const HOLDS_BACK = /^(OPENBLAS|GOTO|OMP|MKL|BLIS|VECLIB|KMP|NPY)_/;

/** The environment of every process that is measured: nothing in it chooses kernels, only perhaps the number of threads. */
export function fairEnvironment({ threads } = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !HOLDS_BACK.test(name));
  const set = threads === undefined ? [] : THREAD_VARIABLES.map((name) => [name, String(threads)]);
  return Object.fromEntries([...kept, ...set]);
}

/** The variables that `fairEnvironment` leaves out. */
export function removedVariables() {
  return Object.keys(process.env).filter((name) => HOLDS_BACK.test(name));
}
