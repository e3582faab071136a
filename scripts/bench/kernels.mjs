import { askKernel } from './ask-kernel.mjs';
import { startServer } from './lines.mjs';
import { script, THREADS } from './programs.mjs';
import { best, ratio, takeTurns } from './rounds.mjs';

const KERNELS = ['gemm', 'syrk', 'eigen', 'eigenvalues', 'svd', 'singular values'];

/** Beyond this ml-matrix takes minutes. */
const MOST_OF_ML_MATRIX = 512;

/** All contestants compute the same: sums of magnitudes agree to this. */
const SAME = 1e-9;

/** Every kernel at every size: each setting in a process of its own, all of them side by side. */
export async function benchKernels({ kernels: sizes }, { rounds, machine, say }) {
  const servers = startServers(machine);
  const rows = [];
  try {
    for (const kernel of KERNELS) {
      for (const n of sizes) {
        say(`${kernel} ${n}`);
        rows.push(row({ kernel, n }, await measure(servers, { kernel, n }, rounds)));
      }
    }
  } finally {
    for (const { stop } of servers) stop();
  }
  return rows;
}

function startServers({ blas, numpy }) {
  const node = (name, threads, ...more) => ({
    name: `${name} ${threads}`,
    ...startServer(process.execPath, [script('kernel-server.mjs'), name, String(threads), ...more]),
  });
  const python = (threads) => ({
    name: `numpy ${threads}`,
    ...startServer(numpy.executable, [script('kernel-server.py')], { threads }),
  });
  return [
    ...THREADS.map((threads) => node('ours', threads)),
    ...(blas === null ? [] : THREADS.map((threads) => node('blas', threads, blas.path))),
    ...(numpy === null ? [] : THREADS.map(python)),
    { ...node('ml-matrix', 1), rounds: 1, upTo: MOST_OF_ML_MATRIX },
  ];
}

async function measure(servers, question, rounds) {
  const checks = new Map();
  const contestants = servers
    .filter(({ upTo = Number.POSITIVE_INFINITY }) => question.n <= upTo)
    .map((server) => ({
      ...server,
      async measure() {
        const { times, check } = await askKernel(server, question);
        checks.set(server.name, check);
        return times;
      },
    }));
  const times = await takeTurns(contestants, { rounds });
  requireAgreement(checks, question);
  return times;
}

function requireAgreement(checks, { kernel, n }) {
  const [[first, expected], ...others] = checks;
  for (const [name, check] of others) {
    if (Math.abs(check - expected) <= SAME * Math.abs(expected)) continue;
    throw new Error(`${kernel} ${n}: the results of ${name} sum to ${check}, those of ${first} to ${expected}`);
  }
}

function row(what, milliseconds) {
  const numpy = best(milliseconds, 'numpy');
  const ours = milliseconds[`ours ${THREADS.at(-1)}`];
  return {
    ...what,
    milliseconds,
    ratios: {
      'numpy / ours': ratio(numpy, ours),
      'numpy 1 / ours 1': ratio(milliseconds['numpy 1'], milliseconds['ours 1']),
      'numpy / blas': ratio(numpy, best(milliseconds, 'blas')),
      'ml-matrix / ours': ratio(milliseconds['ml-matrix 1'], ours),
    },
  };
}
