import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_EPSILON } from '../../analysis/dynamics-result.js';
import { addEngineOption, type EngineOptions } from '../engine-option.js';
import * as option from '../options.js';
import type { OutputOptions } from '../output.js';
import type { ProgressMode } from '../progress.js';
import {
  addCacheOptions,
  addOneMetricOption,
  addRunOptions,
  type CacheOptions,
  type OneMetricOptions,
  type RunOptions,
} from '../run-options.js';

/** What `svcca dynamics` and `svcca cross` were both asked for, parsed. */
export interface RunCommandOptions
  extends OneMetricOptions,
    RunOptions,
    CacheOptions,
    option.ReportOptions,
    EngineOptions,
    OutputOptions {
  readonly progress: ProgressMode;
  readonly plot?: string;
  readonly outDir?: string;
}

/** What `svcca dynamics` was asked for. */
export interface DynamicsCommandOptions extends RunCommandOptions {
  readonly epsilon: number;
}

const HELP = `
A run is a folder of dumps, a file for every layer and step, or an archive for every step:
  run/step_1000/conv1.npy   run/conv1/step_1000.npy   run/step_1000.npz   (svcca inspect run: what is found)

Examples:
  $ svcca dynamics run
  $ svcca dynamics run --out-dir out               report, tables, matrices, figures and a page
  $ svcca dynamics run --plot run.html             a page with a slider over the steps
  $ svcca dynamics run --layers conv1,conv2,fc --steps 0,100,1000 --metric svcca
  $ svcca dynamics run --conv pool --json | jq .settled

Exit codes: 0 done, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca dynamics` as it is typed and explained. */
export function declareDynamics(): Command {
  const command = new Command('dynamics')
    .description('how does every layer approach its final representation?')
    .argument('<run>', 'a folder of dumps of one training run');
  return declareRunOptions(command)
    .optionsGroup(option.GROUPS.measure)
    .addOption(
      new Option('--epsilon <e>', 'a layer has settled when it stays this near its final similarity')
        .argParser(nearness)
        .default(DEFAULT_EPSILON),
    )
    .addHelpText('after', HELP)
    .action(async (path: string, options: DynamicsCommandOptions) => {
      // What compares runs and draws them is only loaded where a run is asked for.
      const { runDynamics } = await import('./dynamics.js');
      await runDynamics(path, options);
    });
}

/** The options of every command that compares the layers of runs. */
export function declareRunOptions(command: Command): Command {
  option.addCutOptions(addOneMetricOption(addRunOptions(command)));
  addCacheOptions(addEngineOption(option.addReportOptions(option.addReadingOptions(command))));
  return option.addPictureOptions(command);
}

function nearness(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('a number from 0 to 1 is needed, for example 0.05.');
}
