import { rmSync } from 'node:fs';
import { layerPair } from './layers.mjs';
import { SVCCA, script, THREADS } from './programs.mjs';
import { best, ratio, summary, takeTurns } from './rounds.mjs';
import { runProcess } from './run-process.mjs';

/** Every program must find the same svcca, relatively to this. */
const SAME = 1e-6;

const svccaOf = {
  ours: ({ metrics }) => metrics.svcca,
  numpy: ({ svcca }) => svcca,
};

/**
 * Whole processes on one pair of layers: their times, from turns, and their memory, from a run of each before, after which files
 * are in the machine's cache. `only` chooses by name among what runs here.
 */
export async function measurePair({ neurons, datapoints }, { rounds, machine, folder, keep, only = () => true, say }) {
  say(`${neurons} neurons × ${datapoints} datapoints`);
  const layers = layerPair(folder, { neurons, datapoints });
  try {
    const programs = programsFor(layers, machine).filter(({ name }) => only(name));
    const { svcca, megabytes } = await firstRuns(programs);
    const inside = Object.fromEntries(programs.map(({ name }) => [name, []]));
    const contestants = programs.map((program) => ({
      name: program.name,
      async measure() {
        const { milliseconds, answer } = await runProcess(program.command, program);
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
  const ours = (name, ...options) => ({
    name,
    command: [process.execPath, SVCCA, 'compare', ...layers, '--json', '-q', '--progress', 'never', ...options],
    svcca: svccaOf.ours,
  });
  const python = (threads) => ({
    name: `numpy ${threads}`,
    command: [numpy.executable, script('recipe.py'), ...layers],
    threads,
    svcca: svccaOf.numpy,
  });
  return [
    ours('ours svcca', '--metric', 'svcca'),
    ours('ours all'),
    ...(blas === null
      ? []
      : [ours('blas svcca', '--metric', 'svcca', '--engine', 'blas'), ours('blas all', '--engine', 'blas')]),
    ...(numpy === null ? [] : THREADS.map(python)),
  ];
}

/** The value that all agree on, and the memory of each. */
async function firstRuns(programs) {
  const megabytes = {};
  let agreed;
  for (const { name, command, threads, svcca } of programs) {
    const { peak, answer } = await runProcess(command, { threads, watched: true });
    megabytes[name] = peak;
    const value = svcca(answer);
    agreed ??= value;
    if (!(Math.abs(value - agreed) <= SAME * Math.abs(agreed))) {
      throw new Error(`${name} finds an svcca of ${value}, ${programs[0].name} one of ${agreed}: ${command.join(' ')}`);
    }
  }
  return { svcca: agreed, megabytes };
}

/** How much faster than the usual recipe; and how long that takes once its interpreter and numpy are up. */
function comparison(milliseconds, inside) {
  const numpy = best(milliseconds, 'numpy');
  const insideNumpy = Object.entries(inside).filter(([name]) => name.startsWith('numpy'));
  const rivals = Object.entries(milliseconds).filter(([name]) => !name.startsWith('numpy'));
  return {
    insideNumpy: Object.fromEntries(insideNumpy.map(([name, times]) => [name, summary(times)])),
    ratios: Object.fromEntries(rivals.map(([name, ours]) => [`numpy / ${name}`, ratio(numpy, ours)])),
  };
}
