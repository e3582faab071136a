import { blasEngine } from '../../src/engine/blas-engine.js';
import { defaultEngine } from '../../src/engine/default-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { findBlas } from '../../src/engine/find-blas.js';
import type { BlasLibrary } from '../../src/engine/load-blas.js';
import { type OpenedBlas, openBlas } from '../../src/engine/open-blas.js';
import { standInLibrary } from './stand-in-library.js';

/** The BLAS library of this machine, whatever its speed. Where SVCCA_TEST_BLAS is set, as in CI, there must be one. */
export const machineBlas: OpenedBlas = openBlas(findBlas(process.env), { other: defaultEngine, threads: 2 });

if (process.env['SVCCA_TEST_BLAS'] && machineBlas.engine === undefined) {
  throw new Error(`SVCCA_TEST_BLAS demands a BLAS library, but: ${JSON.stringify(machineBlas)}`);
}

/** That library; on a machine that has none, one in plain loops with the same way of being called. */
export const testLibrary: BlasLibrary = machineBlas.library ?? standInLibrary;

export const testEngine: Engine = blasEngine(testLibrary, { other: defaultEngine });
