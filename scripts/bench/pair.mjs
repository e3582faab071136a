import { rmSync } from 'node:fs';
import { firstRuns, runProgram } from './first-runs.mjs';
import { layerPair } from './layers.mjs';
import { SVCCA, script, THREADS } from './programs.mjs';
import { best, ratio, summary, takeTurns } from './rounds.mjs';

/** Every program must find the same svcca, relatively to this. */
const SAME = 1e-6;

/**
 * Whole processes on one pair of layers: their times, from turns, and their memory, from a run of each before, after which files
 * are in the machine's cache. `only` chooses by name among what runs here.
 */
export async function measurePair(
  { neurons, datapoints },
  { rounds, machine, layerFolder, keep, only = () => true, say },
) {
  say(`${neurons} neurons × ${datapoints} datapoints`);
  const layers = layerPair(layerFolder, { neurons, datapoints });
  try {
    const programs = programsFor(layers, machine).filter(({ name }) => only(name));
    const { svcca, megabytes } = await firstRuns(programs, { same: SAME });
    const inside = Object.fromEntries(programs.map(({ name }) => [name, []]));
    const contestants = programs.map((program) => ({
      name: program.name,
      async measure() {
        const { milliseconds, answer } = await runProgram(program);
        inside[program.name].push(1000 * answer.seconds);
        return milliseconds;
      },
    }));
    const milliseconds = await takeTurns(contestants, { rounds });
    return { neurons, datapoints, svcca, milliseconds, megabytes, ...comparison(milliseconds, inside) };
  } finally {
    if (!keep) for (const path of layers) rmSync(path, { force: true });
  }
}

function programsFor(layers, { blas, numpy }) {
  const compare = [process.execPath, SVCCA, 'compare', ...layers, '--json', '-q', '--progress', 'never'];
  const ours = (name, engine, ...options) => ({
    name,
    command: [...compare, '--engine', engine, ...options],
    engine,
    svcca: ({ metrics }) => metrics.svcca,
  });
  const python = (name, threads, ...options) => ({
    name: `${name} ${threads}`,
    command: [numpy.executable, script('recipe.py'), ...layers, ...options],
    threads,
    svcca: ({ svcca }) => svcca,
  });
  return [
    ours('ours svcca', 'wasm', '--metric', 'svcca'),
    ours('ours all', 'wasm'),
    ...(blas === null ? [] : [ours('blas svcca', 'blas', '--metric', 'svcca'), ours('blas all', 'blas')]),
    ...(numpy === null
      ? []
      : THREADS.flatMap((threads) => [python('numpy', threads), python('published', threads, 'published')])),
  ];
}

const isRival = (name) => /^(numpy|published) /.test(name);

/** How much faster than the usual recipe, as it was published and with less work; and how long that takes once its interpreter and numpy are up. */
function comparison(milliseconds, inside) {
  const rivals = ['published', 'numpy'].filter((name) =>
    Object.keys(milliseconds).some((one) => one.startsWith(`${name} `)),
  );
  const insideNumpy = Object.entries(inside).filter(([name]) => isRival(name));
  const ours = Object.entries(milliseconds).filter(([name]) => !isRival(name));
  return {
    insideNumpy: Object.fromEntries(insideNumpy.map(([name, times]) => [name, summary(times)])),
    ratios: Object.fromEntries(
      rivals.flatMap((rival) => {
        const fastest = best(milliseconds, `${rival} `);
        return ours.map(([name, times]) => [`${rival} / ${name}`, ratio(fastest, times)]);
      }),
    ),
  };
}
