import { Command, InvalidArgumentError, Option } from 'commander';
import type { Grouping } from '../../analysis/layer-groups.js';
import { grouping } from '../grouping.js';
import * as option from '../options.js';
import { declareRunOptions, type RunCommandOptions } from './dynamics-options.js';

const RULES = ['linear', 'last', 'previous'] as const;
export type RuleName = (typeof RULES)[number];

/** What `svcca freeze-plan` was asked for, parsed. */
export interface FreezePlanCommandOptions extends RunCommandOptions {
  readonly rule?: RuleName;
  readonly similarity: number;
  readonly checkpoints: number;
  readonly totalSteps?: number;
  readonly groups: Grouping;
  readonly costs?: string;
  readonly from?: string;
}

const HELP = `
Rules:
  linear    group i of L freezes at step T·i/L; needs no run, only names and the number of steps
  last      a group freezes once it has stayed similar to what it is at the last checkpoint, and all below is frozen:
            what a finished run could have spared, for the next one; the default where a run or a report is given
  previous  the same against the checkpoint before, which can be told while training runs; the denser the checkpoints
            the nearer they are to each other, so ask for more of them with --checkpoints

What is saved is the backward pass of the frozen layers at the bottom. No accuracy is promised: small networks lose some.

Examples:
  $ svcca freeze-plan --layers conv1,bn1,conv2,bn2,fc --total-steps 10000
  $ svcca freeze-plan run --similarity 0.95 -o plan.json
  $ svcca freeze-plan run --rule previous --total-steps 10000     while it trains
  $ svcca freeze-plan --from dynamics.json --groups conv1+bn1,conv2+bn2,fc --costs conv1=1,conv2=3,fc=0.5
  $ svcca freeze-plan run --costs costs.json --format csv         {"conv1": 1, "conv2": 3, "fc": 0.5}

Exit codes: 0 done, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca freeze-plan` as it is typed and explained, without what it does. */
export function declareFreezePlan(): Command {
  const command = new Command('freeze-plan')
    .description('which layers can stop training when, and what does it save?')
    .argument('[run]', 'a folder of dumps of one training run')
    .optionsGroup('What is planned:')
    .addOption(new Option('--rule <rule>', 'what decides (default: last; linear without a run)').choices(RULES))
    .addOption(
      new Option('--similarity <s>', 'how similar a layer must stay under a measured rule')
        .argParser(option.similarity)
        .default(0.9),
    )
    .addOption(
      new Option('--checkpoints <n>', 'for how many checkpoints in a row').argParser(option.wholeFrom(1)).default(2),
    )
    .addOption(
      new Option('--total-steps <t>', 'the step at which training ends (default: the last step of the run)').argParser(
        positive,
      ),
    )
    .addOption(
      new Option(
        '--groups <groups>',
        'what freezes together: conv1+bn1,conv2+bn2,fc; auto: what by its name is batch norm or has nothing to train goes with the layer below; none',
      )
        .argParser(grouping)
        .default('auto'),
    )
    .addOption(
      new Option(
        '--costs <costs>',
        'work of each layer: a=1,b=2 or a JSON file (default: equal; nothing for what goes with a layer below by its name)',
      ).argParser(option.fileName),
    )
    .addOption(
      new Option('--from <report.json>', 'take layers, steps and curves from what svcca dynamics wrote').argParser(
        option.fileName,
      ),
    );
  return declareRunOptions(command)
    .addHelpText('after', HELP)
    .action(async (path: string | undefined, options: FreezePlanCommandOptions) => {
      // What compares runs is only loaded where a plan is asked for.
      const { runFreezePlan } = await import('./freeze-plan.js');
      await runFreezePlan(path, options);
    });
}

function positive(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('a number of steps above 0 is needed, for example 10000.');
}
