import { type Command, InvalidArgumentError, Option } from 'commander';
import { makeEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { GROUPS, wholeFrom } from './options.js';
import type { Output } from './output.js';

const ENGINES = ['auto', 'wasm', 'blas'] as const;

/** The option that says what computes. */
export interface EngineOptions {
  readonly engine: (typeof ENGINES)[number];
  /** All cores, up to eight, where it is not given. */
  readonly threads?: number;
  /** Bytes. */
  readonly memory?: number;
}

export function addEngineOption(command: Command): Command {
  return command
    .optionsGroup(GROUPS.work)
    .addOption(
      new Option(
        '--threads <n>',
        'threads that compute, which changes no result of our own kernels (default: all cores, at most 8)',
      ).argParser(wholeFrom(1)),
    )
    .addOption(
      new Option('--memory <size>', 'refuse work that takes more memory than this, such as 500M or 2G').argParser(size),
    )
    .addOption(
      new Option(
        '--engine <engine>',
        'what computes: auto and wasm, our own kernels; blas, a library that svcca doctor found',
      )
        .choices(ENGINES)
        .default('auto'),
    );
}

/** The engine asked for, or the default one and a note that says why. */
export async function chooseEngine(
  { engine: asked, threads }: EngineOptions,
  output: Pick<Output, 'note' | 'detail'>,
): Promise<Engine> {
  const own = makeEngine(threads === undefined ? {} : { threads });
  if (asked === 'blas') {
    // What looks for libraries is only loaded where one is asked for.
    const { blasOrDefault, openMachineBlas } = await import('./machine-blas.js');
    return blasOrDefault(openMachineBlas(own, { threads }), own, output);
  }
  if (asked === 'wasm' && own.name !== 'wasm') {
    output.note(`this Node runs no WebAssembly with SIMD: the ${own.name} engine is used`);
  }
  return own;
}

const SIZES: { readonly [suffix: string]: number } = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** A number of bytes, with K, M, G or T for powers of 1024. */
function size(text: string): number {
  const [, digits, suffix] = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(digits) * SIZES[(suffix ?? '').toUpperCase()]);
  if (digits !== undefined && bytes > 0) return bytes;
  throw new InvalidArgumentError('a size is needed, such as 500M or 2G.');
}
