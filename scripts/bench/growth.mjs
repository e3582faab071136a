import { measurePair } from './pair.mjs';
import { THREADS } from './programs.mjs';

/** Curves need fewer rounds than claims. */
const MOST_ROUNDS = 3;
const SHOWN = ['ours svcca', 'ours all', `numpy ${THREADS.at(-1)}`];

/** Time and memory of a comparison against the number of datapoints, and against the number of neurons. */
export async function benchGrowth({ growth }, { rounds, ...context }) {
  const options = { ...context, rounds: Math.min(rounds, MOST_ROUNDS), only: (name) => SHOWN.includes(name) };
  const curve = async (sizes) => {
    const rows = [];
    for (const size of sizes) rows.push(await measurePair(size, options));
    return rows;
  };
  return { datapoints: await curve(growth.datapoints), neurons: await curve(growth.neurons) };
}
