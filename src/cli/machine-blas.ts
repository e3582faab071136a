import { availableParallelism } from 'node:os';
import type { Engine } from '../engine/engine.js';
import { findBlas } from '../engine/find-blas.js';
import { type OpenedBlas, openBlas } from '../engine/open-blas.js';
import type { Output } from './output.js';

/** The library of this machine under the clock, with every core unless said otherwise; with `all`, a verdict on each one. */
export function openMachineBlas(
  other: Engine,
  { all = false, threads = availableParallelism() }: { all?: boolean; threads?: number | undefined } = {},
): OpenedBlas {
  const now = () => performance.now();
  return openBlas(findBlas(process.env), { other, threads, now, all });
}

/** The engine that was opened, else the default one, with notes on what is in the way. */
export function blasOrDefault(
  { engine, verdicts, koffi }: OpenedBlas,
  other: Engine,
  { note, detail }: Pick<Output, 'note' | 'detail'>,
): Engine {
  const problems = verdicts.flatMap(({ path, problem }) =>
    problem === undefined ? [] : [`${path} is not used: ${problem}`],
  );
  for (const problem of problems) (engine === undefined ? note : detail)(problem);
  if (engine !== undefined) return engine;
  note(`${noLibrary({ koffi, problems })}: the ${other.name} engine is used`);
  return other;
}

function noLibrary({ koffi, problems }: { koffi: boolean; problems: readonly string[] }): string {
  if (!koffi) return '--engine blas needs koffi, which is not installed or does not run here (npm install koffi)';
  return problems.length > 0
    ? 'no BLAS library is usable'
    : 'no BLAS library was found (svcca doctor says where it may be)';
}
