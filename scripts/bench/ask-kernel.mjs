/** Up to this size a run is cheap enough to spend one that does not count. */
const WARM_UP_TO = 256;
/** Milliseconds after which, and runs after which, an answer is complete. */
const ENOUGH = 100;
const MOST = 20;

/** Asks a kernel server for the times of a kernel, in milliseconds, and the sum of magnitudes of its result. */
export function askKernel({ ask }, { kernel, n }) {
  return ask({ kernel, n, warmUp: n <= WARM_UP_TO, enough: ENOUGH, most: MOST });
}
