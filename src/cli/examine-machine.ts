import { arch, availableParallelism, freemem, platform, release, totalmem } from 'node:os';
import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import type { OpenedBlas } from '../engine/open-blas.js';
import type { DoctorReport } from '../report/doctor-report.js';
import { VERSION } from './version.js';

const { min } = Math;

/** A product of this size takes about 10 ms. */
const SIZE = 512;
const ROUNDS = 4;

/** What this machine offers, measured, beside what was found out about its libraries. */
export function examineMachine({ engine, verdicts, koffi }: OpenedBlas): DoctorReport {
  return {
    schema: 'svcca.doctor/1',
    version: VERSION,
    node: process.version,
    platform: `${platform()} ${arch()}, ${release()}`,
    cores: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
    kernels: defaultEngine.name === 'wasm',
    gflops: rounded(gflops(defaultEngine)),
    koffi,
    libraries: verdicts.map(({ name, path, usable, problem = null, speed }) => {
      return { name, path, usable, problem, speed: speed === undefined ? null : rounded(speed) };
    }),
    engines: { auto: defaultEngine.name, blas: engine?.name ?? defaultEngine.name },
  };
}

/** The rate of the fastest of some products, since other programs only ever slow it down. */
function gflops(engine: Engine): number {
  const data = new Float64Array(SIZE * SIZE).map((_, i) => (i % 7) / 8);
  const a = { rows: SIZE, cols: SIZE, data };
  let fastest = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    engine.product(a, a);
    fastest = min(fastest, performance.now() - start);
  }
  return (2 * SIZE ** 3) / (fastest * 1e6);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
