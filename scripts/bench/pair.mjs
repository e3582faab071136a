import { rmSync } from 'node:fs';
import { layerPair } from './layers.mjs';
import { SVCCA, script, THREADS } from './programs.mjs';
import { best, ratio, summary, takeTurns } from './rounds.mjs';
import { runProcess } from './run-process.mjs';

/** Every program must find the same svcca, relatively to this. */
const SAME = 1e-6;

/** On a busy machine `--engine blas` may find the library too slow and compute without it, which is not what is measured. */
const ATTEMPTS = 5;

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
        const { milliseconds, answer } = await run(program);
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
      : THREADS.flatMap((threads) => [python('numpy', threads), python('numpy wide', threads, 'wide')])),
  ];
}

/** Runs a program, again where it did not compute with the engine that is to be measured. */
async function run({ command, threads, engine }, { watched = false } = {}) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const finished = await runProcess(command, { threads, watched });
    if (finished.answer.engine === engine) return finished;
  }
  throw new Error(`does not compute with the ${engine} engine in ${ATTEMPTS} attempts: ${command.join(' ')}`);
}

/** The value that all agree on, and the memory of each. */
async function firstRuns(programs) {
  const megabytes = {};
  let agreed;
  for (const program of programs) {
    const { name, command, svcca } = program;
    const { peak, answer } = await run(program, { watched: true });
    megabytes[name] = peak;
    const value = svcca(answer);
    agreed ??= value;
    if (!(Math.abs(value - agreed) <= SAME * Math.abs(agreed))) {
      throw new Error(`${name} finds an svcca of ${value}, ${programs[0].name} one of ${agreed}: ${command.join(' ')}`);
    }
  }
  return { svcca: agreed, megabytes };
}

const isRival = (name) => name.startsWith('numpy');

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
