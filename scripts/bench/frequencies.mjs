import { rmSync } from 'node:fs';
import { firstRuns, runProgram } from './first-runs.mjs';
import { mapPrograms } from './map-programs.mjs';
import { MissingRoom, mapPair } from './maps.mjs';
import { script } from './programs.mjs';
import { best, ratio, summary, takeTurns } from './rounds.mjs';
import { runProcess } from './run-process.mjs';

/** Every program must find the same svcca, relatively to these. */
const SAME = { dft: 1e-9, flatten: 1e-6 };
/** Large layers take long. */
const MOST_ROUNDS = 3;
/** A rival whose first run took so many times as long as the fastest one's is not run again. */
const NEAR = 1.3;

/** `svcca compare` of layers of maps, frequency by frequency and flattened where that is possible, against the same in numpy. */
export async function benchFrequencies({ frequencies }, { rounds, ...context }) {
  const rows = [];
  for (const size of frequencies) {
    rows.push(...(await measureMaps(size, { ...context, rounds: Math.min(rounds, MOST_ROUNDS) })));
  }
  return rows;
}

/** A row for each reading; one that says why not, where there is no room for the layers. */
async function measureMaps({ flatten, ...shape }, { rounds, machine, layerFolder, keep, say }) {
  say(Object.values(shape).join(' × '));
  let layers = [];
  try {
    layers = mapPair(layerFolder, shape);
    const measured = (reading) => measureReading(mapPrograms(layers, { reading, machine }), { reading, rounds });
    const dft = { ...shape, ...(await measured('dft')), stages: await measureStages(layers, { rounds }) };
    if (!flatten) return [dft];
    const flat = await measured('flatten');
    const slower = ratio(flat.milliseconds.ours, dft.milliseconds.ours);
    return [dft, { ...shape, ...flat, ratios: { ...flat.ratios, 'flatten / dft': slower } }];
  } catch (error) {
    if (!(error instanceof MissingRoom)) throw error;
    say(`left out: ${error.message}`);
    return [{ ...shape, leftOut: error.message }];
  } finally {
    if (!keep) for (const path of layers) rmSync(path, { force: true });
  }
}

/** Whole processes, as in pair.mjs. */
async function measureReading(programs, { reading, rounds }) {
  const { milliseconds: first, ...found } = await firstRuns(programs, { same: SAME[reading] });
  const rivals = programs.filter(({ rival }) => rival).map(({ name }) => name);
  const fastest = Math.min(...rivals.map((name) => first[name]));
  const parts = Object.fromEntries(rivals.map((name) => [name, []]));
  const contestants = programs
    .filter(({ name, rival }) => !rival || first[name] <= NEAR * fastest)
    .map((program) => ({
      name: program.name,
      async measure() {
        const { milliseconds, answer } = await runProgram(program);
        if (program.rival) parts[program.name].push(answer);
        return milliseconds;
      },
    }));
  const turns = await takeTurns(contestants, { rounds });
  const milliseconds = Object.fromEntries(programs.map(({ name }) => [name, turns[name] ?? summary([first[name]])]));
  const rival = rivals.find((name) => turns[name] !== undefined && turns[name] === best(only(turns, rivals), ''));
  const ours = programs.filter((program) => !program.rival);
  return {
    reading,
    ...found,
    milliseconds,
    rival: rival ?? null,
    ratios: Object.fromEntries(ours.map(({ name }) => [`rival / ${name}`, ratio(turns[rival], turns[name])])),
    insideRival: insideRival(parts[rival]),
  };
}

function only(record, names) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}

/** Milliseconds of what a recipe tells of itself. */
function insideRival(answers = []) {
  const told = ['reading', 'factoring'].filter((part) => answers[0]?.[part] !== undefined);
  return Object.fromEntries(told.map((part) => [part, summary(answers.map((answer) => 1000 * answer[part]))]));
}

/** Milliseconds of what our own process does, without its start. */
async function measureStages(layers, { rounds }) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const { answer } = await runProcess([process.execPath, script('time-stages.mjs'), ...layers]);
    runs.push(answer.milliseconds);
  }
  return Object.fromEntries(Object.keys(runs[0]).map((stage) => [stage, summary(runs.map((run) => run[stage]))]));
}
