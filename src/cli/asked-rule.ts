import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PlanRule } from '../analysis/compression-result.js';
import { DEFAULT_CUT } from '../similarity/kept-directions.js';
import { numberIn, wholeFrom } from './options.js';

/** What may decide how many directions a plan keeps; one of them. */
export interface RuleOptions {
  readonly directions?: number;
  readonly ratio?: number;
  readonly budget?: number;
  readonly residual?: number;
  readonly accuracyDrop?: number;
}

const RULES = {
  directions: 'directions',
  ratio: 'ratio',
  budget: 'budget',
  residual: 'residual',
  accuracyDrop: 'accuracy-drop',
} as const;
export type RuleName = keyof typeof RULES;
export const RULE_NAMES = Object.keys(RULES) as RuleName[];

/** The options that say how many directions are kept; with two of them there is an error. */
export function addRuleOptions(command: Command): Command {
  const rule = (name: RuleName, flags: string, description: string, parse: (text: string) => number) =>
    command.addOption(
      new Option(flags, description).argParser(parse).conflicts(RULE_NAMES.filter((other) => other !== name)),
    );
  command.optionsGroup('How many directions are kept (default: all that --variance keeps):');
  rule('directions', '--directions <k>', 'so many', wholeFrom(1));
  rule('ratio', '--ratio <r>', 'at most this share of the number of neurons', ratio);
  rule(
    'budget',
    '--budget <parameters>',
    'at most what so many parameters of both factors allow, such as 200k or 1.5M',
    budget,
  );
  rule('residual', '--residual <e>', 'the fewest that leave at most this relative residual', residual);
  rule(
    'accuracyDrop',
    '--accuracy-drop <d>',
    'the fewest that lose at most so much accuracy, such as 0.01; takes --weights and --labels',
    accuracyDrop,
  );
  return command;
}

/** The rule that was asked for; all directions that the cut keeps, where none was. */
export function askedRule(options: RuleOptions & { readonly variance?: number }): PlanRule {
  for (const name of RULE_NAMES) {
    const asked = options[name];
    if (asked !== undefined) return { by: RULES[name], asked };
  }
  return { by: 'variance', asked: options.variance ?? DEFAULT_CUT.variance };
}

const ratio = numberIn(0, 1, { what: 'a ratio lies above 0 and at most at 1, for example 0.35.', open: true });
const residual = numberIn(0, 1 - Number.EPSILON, {
  what: 'a residual lies at 0 or above and below 1, for example 0.1.',
});
const accuracyDrop = numberIn(0, 1, {
  what: 'a drop of accuracy lies between 0 and 1, for example 0.01 for one percent.',
});

const THOUSANDS: { readonly [suffix: string]: number } = { '': 1, K: 1e3, M: 1e6, G: 1e9, B: 1e9 };

/** A number of parameters, with k, M or G for powers of 1000. */
export function budget(text: string): number {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?)([kmgb]?)$/i.exec(text) ?? [];
  const parameters = Math.floor(Number(digits) * (THOUSANDS[suffix.toUpperCase()] ?? Number.NaN) + 1e-6);
  if (digits !== undefined && parameters >= 1) return parameters;
  throw new InvalidArgumentError('a number of parameters is needed, such as 200000, 200k or 1.5M.');
}
