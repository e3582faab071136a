import { rmSync } from 'node:fs';
import { layerPair } from './layers.mjs';
import { SVCCA, script, THREADS } from './programs.mjs';
import { best, ratio, summary, takeTurns } from './rounds.mjs';
import { runProcess } from './run-process.mjs';

/** Every program must find the same svcca, relatively to this; in single precision, to that. */
const SAME = 1e-6;
const SAME_IN_SINGLE = 1e-4;

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
    const { svcca, megabytes } = await firstRuns(programs);
    const inside = Object.fromEntries(programs.map(({ name }) => [name, []]));
    const contestants = programs.map((program) => ({
      name: program.name,
      async measure() {
        const { milliseconds, answer } = await runProcess(program.command, program);
        program.svcca(answer);
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
  const ours = (name, ...options) => ({ name, command: [...compare, ...options], svcca: svccaOfOurs, same: SAME });
  const onBlas = (name, ...options) => ({ ...ours(name, '--engine', 'blas', ...options), svcca: svccaOnBlas });
  const python = (name, same, threads, ...options) => ({
    name: `${name} ${threads}`,
    command: [numpy.executable, script('recipe.py'), ...layers, ...options],
    threads,
    svcca: ({ svcca }) => svcca,
    same,
  });
  return [
    ours('ours svcca', '--metric', 'svcca'),
    ours('ours all'),
    ...(blas === null ? [] : [onBlas('blas svcca', '--metric', 'svcca'), onBlas('blas all')]),
    ...(numpy === null
      ? []
      : THREADS.flatMap((threads) => [
          python('numpy', SAME, threads),
          python('single', SAME_IN_SINGLE, threads, 'float32'),
        ])),
  ];
}

function svccaOfOurs({ metrics }) {
  return metrics.svcca;
}

/** A library that was found too slow for once is a measurement of something else. */
function svccaOnBlas({ engine, metrics }) {
  if (engine !== 'blas') throw new Error(`--engine blas computed with ${engine}: is the machine busy?`);
  return metrics.svcca;
}

/** The value that all agree on, and the memory of each. */
async function firstRuns(programs) {
  const megabytes = {};
  let agreed;
  for (const { name, command, threads, svcca, same } of programs) {
    const { peak, answer } = await runProcess(command, { threads, watched: true });
    megabytes[name] = peak;
    const value = svcca(answer);
    agreed ??= value;
    if (!(Math.abs(value - agreed) <= same * Math.abs(agreed))) {
      throw new Error(`${name} finds an svcca of ${value}, ${programs[0].name} one of ${agreed}: ${command.join(' ')}`);
    }
  }
  return { svcca: agreed, megabytes };
}

const isRival = (name) => /^(numpy|single) /.test(name);

/** How much faster than the usual recipe; and how long that takes once its interpreter and numpy are up. */
function comparison(milliseconds, inside) {
  const numpy = best(milliseconds, 'numpy');
  const insideNumpy = Object.entries(inside).filter(([name]) => isRival(name));
  const ours = Object.entries(milliseconds).filter(([name]) => !isRival(name));
  return {
    insideNumpy: Object.fromEntries(insideNumpy.map(([name, times]) => [name, summary(times)])),
    ratios: Object.fromEntries(ours.map(([name, times]) => [`numpy / ${name}`, ratio(numpy, times)])),
  };
}
