import { Command, Option } from 'commander';
import type { Metric } from '../../analysis/metrics.js';
import { addEngineOption, type EngineOptions } from '../engine-option.js';
import * as option from '../options.js';
import type { OutputOptions } from '../output.js';
import type { ProgressMode } from '../progress.js';

/** What `svcca compare` was asked for, parsed. */
export interface CompareCommandOptions
  extends option.CutOptions,
    option.ReadingOptions,
    option.ReportOptions,
    EngineOptions,
    OutputOptions {
  readonly metric: readonly Metric[];
  readonly progress: ProgressMode;
  readonly saveDirections?: string;
  readonly plot?: string;
  readonly failUnder?: number;
}

const HELP = `
A layer is a .npy, an array of a .npz or .safetensors (file.npz:key), or - for a .npy on standard input.

Examples:
  $ svcca compare net-a/fc2.npy net-b/fc2.npy
  $ svcca compare a.npy b.npy --variance 0.9 --metric svcca,weighted
  $ svcca compare acts.safetensors:fc1 acts.safetensors:fc2 -o fc1-fc2.json
  $ svcca compare a.npy b.npy --plot a-b.svg
  $ python dump.py | svcca compare - reference.npy --metric svcca --fail-under 0.9

Exit codes: 0 done, 1 below --fail-under, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca compare` as it is typed and explained; `done` gets the exit code. */
export function declareCompare(done: (exitCode: number) => void): Command {
  const command = new Command('compare')
    .description('how similar are two layers?')
    .argument('<a>', 'the first layer, X')
    .argument('<b>', 'the second layer, Y: the same datapoints in the same order');
  addEngineOption(option.addReportOptions(option.addReadingOptions(option.addMetricOptions(command))));
  return option
    .addPlotOption(command)
    .option(
      '--save-directions <file.npz>',
      'save the canonical directions of both layers in neuron space',
      option.fileName,
    )
    .addOption(
      new Option(
        '--fail-under <s>',
        'exit 1 if the first metric (svcca, unless --metric says otherwise) is lower',
      ).argParser(option.similarity),
    )
    .addHelpText('after', HELP)
    .action(async (x: string, y: string, options: CompareCommandOptions) => {
      // What compares is only loaded where it is asked for.
      const { startEarly } = await import('../start-early.js');
      startEarly([x, y], options);
      const { runCompare } = await import('./compare.js');
      done(await runCompare([x, y], option.withStandardOutput(options)));
    });
}
