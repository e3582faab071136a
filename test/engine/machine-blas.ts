import { defaultEngine } from '../../src/engine/default-engine.js';
import { findBlas } from '../../src/engine/find-blas.js';
import { type OpenedBlas, openBlas } from '../../src/engine/open-blas.js';

/**
 * The BLAS library of this machine, whatever its speed. Where SVCCA_TEST_BLAS is set, as in CI, there must be one;
 * elsewhere tests run on what stands in for it, the default engine.
 */
export const machineBlas: OpenedBlas = openBlas(findBlas(process.env), { other: defaultEngine, threads: 2 });

if (process.env['SVCCA_TEST_BLAS'] && machineBlas.engine === undefined) {
  throw new Error(`SVCCA_TEST_BLAS demands a BLAS library, but: ${JSON.stringify(machineBlas)}`);
}
