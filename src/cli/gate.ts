import type { Headline } from '../analysis/headline.js';
import { EXIT_CODES, SvccaError } from '../errors.js';

/**
 * The exit code of `--fail-under`: a value equal to the limit passes.
 *
 * @throws SvccaError ('undefined') when there is no value to compare with the limit.
 */
export function gate(
  { metric, value }: Headline,
  limit: number | undefined,
  reasons: { ckaDebiased?: string },
): number {
  if (limit === undefined) return EXIT_CODES.done;
  if (value === null) {
    throw new SvccaError(
      'undefined',
      `${metric} has no value to compare with --fail-under ${limit}: ${reasons.ckaDebiased}`,
    );
  }
  if (value >= limit) return EXIT_CODES.done;
  process.stderr.write(`failed: ${metric} ${short(value, limit)} is below --fail-under ${limit}\n`);
  return EXIT_CODES.gate;
}

/** Six digits, or as many as it takes to differ from the limit. */
function short(value: number, limit: number): number {
  const rounded = Number(value.toPrecision(6));
  return rounded < limit ? rounded : value;
}
