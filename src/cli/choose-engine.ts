import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { findBlas } from '../engine/find-blas.js';
import { type OpenedBlas, openBlas } from '../engine/open-blas.js';
import type { Output } from './output.js';

const ENGINES = ['auto', 'wasm', 'blas'] as const;

/** The option that says what computes. */
export interface EngineOptions {
  readonly engine: (typeof ENGINES)[number];
}

export function addEngineOption(command: Command): Command {
  return command.addOption(
    new Option(
      '--engine <engine>',
      'what computes: auto and wasm, our own kernels; blas, a library that svcca doctor found',
    )
      .choices(ENGINES)
      .default('auto'),
  );
}

/** The engine asked for, or the default one and a note that says why. */
export function chooseEngine({ engine: asked }: EngineOptions, output: Pick<Output, 'note' | 'detail'>): Engine {
  if (asked === 'blas') return blasOrDefault(openMachineBlas(), output);
  if (asked === 'wasm' && defaultEngine.name !== 'wasm') {
    output.note(`this Node runs no WebAssembly with SIMD: the ${defaultEngine.name} engine is used`);
  }
  return defaultEngine;
}

/** The library of this machine under the clock, with every core; with `all`, a verdict on each one. */
export function openMachineBlas({ all = false }: { all?: boolean } = {}): OpenedBlas {
  const now = () => performance.now();
  return openBlas(findBlas(process.env), { other: defaultEngine, threads: availableParallelism(), now, all });
}

/** The engine that was opened, else the default one, with notes on what is in the way. */
export function blasOrDefault(
  { engine, verdicts, koffi }: OpenedBlas,
  { note, detail }: Pick<Output, 'note' | 'detail'>,
): Engine {
  const problems = verdicts.flatMap(({ path, problem }) =>
    problem === undefined ? [] : [`${path} is not used: ${problem}`],
  );
  for (const problem of problems) (engine === undefined ? note : detail)(problem);
  if (engine !== undefined) return engine;
  note(`${noLibrary({ koffi, problems })}: the ${defaultEngine.name} engine is used`);
  return defaultEngine;
}

function noLibrary({ koffi, problems }: { koffi: boolean; problems: readonly string[] }): string {
  if (!koffi) return '--engine blas needs koffi, which is not installed or does not run here (npm install koffi)';
  return problems.length > 0
    ? 'no BLAS library is usable'
    : 'no BLAS library was found (svcca doctor says where it may be)';
}
