import { type Command, InvalidArgumentError, Option } from 'commander';
import { GROUPS, wholeFrom } from './options.js';

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

const SIZES: { readonly [suffix: string]: number } = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** A number of bytes, with K, M, G or T for powers of 1024. */
function size(text: string): number {
  const [, digits, suffix] = /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(digits) * SIZES[(suffix ?? '').toUpperCase()]);
  if (digits !== undefined && bytes > 0) return bytes;
  throw new InvalidArgumentError('a size is needed, such as 500M or 2G.');
}
