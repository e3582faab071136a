import { rmSync } from 'node:fs';
import { runProgram } from './first-runs.mjs';
import { SVCCA, script, THREADS } from './programs.mjs';
import { best, ratio, takeTurns } from './rounds.mjs';
import { runDumps } from './run-dumps.mjs';

/** Every program must find the same values, relatively to this. */
const SAME = 1e-6;
/** The usual way, and two that keep what they have decomposed: the last one is our own way in numpy. */
const WAYS = { numpy: 'pairs', 'numpy cached': 'cached', 'numpy products': 'products' };

/** `svcca dynamics` on a whole run, every layer at every step against all final ones, beside the same panes in numpy. */
export async function benchPanes({ panes }, context) {
  const rows = [];
  for (const size of panes) rows.push(await measurePanes(size, context));
  return rows;
}

async function measurePanes({ sample, ...size }, { rounds, machine, layerFolder, keep, all, say }) {
  const { checkpoints, layers, datapoints, neurons } = size;
  say(`${checkpoints} checkpoints × ${layers} layers of ${datapoints} × ${neurons}`);
  const run = runDumps(layerFolder, size);
  try {
    const programs = programsFor(run, machine, all ? [] : ['--sample', String(sample)]);
    const { megabytes, ...agreement } = await agreed(programs);
    const contestants = programs.map((program) => ({
      name: program.name,
      measure: async () => timeOf(program, await runProgram(program)),
    }));
    const milliseconds = await takeTurns(contestants, { rounds });
    return { ...size, ...agreement, milliseconds, megabytes, ratios: ratiosOf(milliseconds) };
  } finally {
    if (!keep) rmSync(run, { recursive: true, force: true });
  }
}

function programsFor(run, { blas, numpy }, options) {
  const dynamics = [process.execPath, SVCCA, 'dynamics', run, '--json', '-q', '--progress', 'never', '--no-cache'];
  const ours = (name, engine, ...more) => ({
    name,
    command: [...dynamics, '--engine', engine, ...more],
    engine,
    metric: more[1] ?? 'weighted',
  });
  const python = (name, threads) => ({
    name: `${name} ${threads}`,
    command: [numpy.executable, script('recipe-panes.py'), run, '--way', WAYS[name], ...options],
    threads,
    rival: true,
  });
  return [
    ours('ours', 'wasm'),
    ours('ours svcca', 'wasm', '--metric', 'svcca'),
    ...(blas === null ? [] : [ours('blas', 'blas')]),
    ...(numpy === null ? [] : Object.keys(WAYS).flatMap((name) => THREADS.map((threads) => python(name, threads)))),
  ];
}

/** Of a rival the time of its start, and what all pairs would take. */
function timeOf({ rival }, { milliseconds, answer }) {
  if (!rival) return milliseconds;
  return milliseconds - 1000 * answer.spent + 1000 * answer.seconds;
}

/** A run of each, after which files are in the machine's cache: their memory, and that all find the same values. */
async function agreed(programs) {
  const megabytes = {};
  let [panes, apart, compared, pairs, measured] = [undefined, null, null, null, null];
  for (const program of programs) {
    const { peak, answer } = await runProgram(program, { watched: true });
    megabytes[program.name] = peak;
    if (program.metric === 'svcca') continue;
    if (!program.rival) {
      panes ??= answer.sides;
      continue;
    }
    ({ pairs, measured } = answer);
    compared = answer.values.length;
    apart = Math.max(apart ?? 0, furthest(panes, answer.values));
    if (!(apart <= SAME)) throw new Error(`${program.name} and svcca differ by ${apart}: ${program.command.join(' ')}`);
  }
  return { pairs, measured, compared, apart, megabytes };
}

function furthest(panes, values) {
  const differences = values.flatMap(({ step, row, column, ...sides }) =>
    ['xy', 'yx'].map((side) => Math.abs(panes[side][step][row][column] / sides[side] - 1)),
  );
  // Not a number where a value is missing, which is no agreement.
  return differences.reduce((one, other) => (one >= other ? one : other));
}

/** How many times as long the better number of threads takes, of each way. */
function ratiosOf(milliseconds) {
  const ways = Object.keys(WAYS).filter((name) => best(milliseconds, `${name} `) !== undefined);
  const ours = Object.keys(milliseconds).filter((name) => !name.startsWith('numpy'));
  return Object.fromEntries(
    ours.flatMap((own) =>
      ways.map((name) => [`${name} / ${own}`, ratio(threadsOf(milliseconds, name), milliseconds[own])]),
    ),
  );
}

/** The better number of threads of one way; 'numpy cached 1' is none of 'numpy'. */
function threadsOf(milliseconds, name) {
  const own = THREADS.map((threads) => `${name} ${threads}`);
  return best(Object.fromEntries(Object.entries(milliseconds).filter(([other]) => own.includes(other))), name);
}
