import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { askKernel } from './ask-kernel.mjs';
import { startServer } from './lines.mjs';
import { ASC, script, THREADS } from './programs.mjs';
import { takeTurns } from './rounds.mjs';

const CORES = THREADS.at(-1);
const WARM_UP = 3;

/** The product of matrices beside a loop of its arithmetic on registers alone, on one core and on all. */
export async function benchRegister({ register: { sizes, turns } }, { rounds, folder, say }) {
  const loops = startLoops(compileLoop(folder));
  const products = THREADS.map((threads) =>
    startServer(process.execPath, [script('kernel-server.mjs'), 'ours', String(threads)]),
  );
  try {
    const operations = await warmedUp(loops, turns);
    const rows = [];
    for (const n of sizes) {
      say(`registers and gemm ${n}`);
      const milliseconds = await takeTurns([...loopTurns(loops, turns), ...productTurns(products, n)], { rounds });
      rows.push(row(n, milliseconds, operations));
    }
    return rows;
  } finally {
    for (const { stop } of [...loops, ...products]) stop();
  }
}

/** The operations of a run, after some runs: V8 begins with code that is made fast, not good. */
async function warmedUp(loops, turns) {
  let operations;
  for (let run = 0; run < WARM_UP; run++) {
    [{ operations }] = await Promise.all(loops.map(({ ask }) => ask({ turns })));
  }
  return operations;
}

function compileLoop(folder) {
  const file = join(folder, 'register-loop.wasm');
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  execFileSync(process.execPath, [ASC, script('assembly/register-loop.ts'), ...flags, '-o', file], {
    stdio: 'inherit',
  });
  return file;
}

function startLoops(file) {
  return Array.from({ length: CORES }, () => startServer(process.execPath, [script('register-server.mjs'), file]));
}

/** The loop on one core, and on all at once: as long as the last one takes. */
function loopTurns(loops, turns) {
  return THREADS.map((threads) => ({
    name: `loop ${threads}`,
    async measure() {
      const answers = await Promise.all(loops.slice(0, threads).map(({ ask }) => ask({ turns })));
      return Math.max(...answers.map(({ milliseconds }) => milliseconds));
    },
  }));
}

function productTurns(products, n) {
  return products.map((server, i) => ({
    name: `gemm ${THREADS[i]}`,
    measure: async () => (await askKernel(server, { kernel: 'gemm', n })).times,
  }));
}

function row(n, milliseconds, operations) {
  return {
    n,
    milliseconds,
    median: rates(n, (name, work) => work / milliseconds[name].median / 1e6, operations),
    fastest: rates(n, (name, work) => work / milliseconds[name].min / 1e6, operations),
  };
}

/** In 10⁹ operations a second; and what they are of each other. */
function rates(n, rate, operations) {
  const product = Object.fromEntries(THREADS.map((threads) => [threads, rate(`gemm ${threads}`, 2 * n ** 3)]));
  const loop = Object.fromEntries(THREADS.map((threads) => [threads, rate(`loop ${threads}`, threads * operations)]));
  return {
    product,
    loop,
    share: product[1] / loop[1],
    speedUp: { loop: loop[CORES] / loop[1], product: product[CORES] / product[1] },
  };
}
