/** What went wrong, in the terms of the command line's contract; each kind has one exit code. */
export type ErrorKind = 'usage' | 'input' | 'undefined';

/** Exit codes of CLI.md: 0 done and 1 a failed gate are results, 70 is any error that is not an SvccaError. */
export const EXIT_CODES = { done: 0, gate: 1, usage: 2, input: 3, undefined: 4, bug: 70 } as const;

/**
 * An error that a user can act on: `message` names the thing, what was found and what was expected;
 * `hint` is the next step. Anything else that is thrown is a bug of this program.
 */
export class SvccaError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SvccaError';
    this.kind = kind;
    this.hint = options.hint;
  }
}
