import { Command, Option } from 'commander';
import { addEngineOption, type EngineOptions } from '../engine-option.js';
import * as option from '../options.js';
import type { OutputOptions } from '../output.js';
import type { ProgressMode } from '../progress.js';

/** What `svcca classes` was asked for, parsed. */
export interface ClassesCommandOptions
  extends option.CutOptions,
    option.ReadingOptions,
    option.ReportOptions,
    EngineOptions,
    OutputOptions {
  readonly logits?: string;
  readonly labels?: string;
  readonly classNames?: string;
  readonly steps?: string;
  readonly layers?: readonly string[];
  readonly progress: ProgressMode;
  readonly plot?: string;
  readonly outDir?: string;
}

const HELP = `
Give the layers bottom up: their order is their depth. R is the multiple correlation of a class's logit (or of the indicator of
its label) with the directions of a layer that hold 99 % of its variance; beside it stand what chance alone would give and R²
adjusted for the number of directions. Maps (4 axes) are pooled: only the mean over positions can correlate with a logit under
--conv dft too. Maps as --conv channels and sequences as --tokens all need logits for every position.

Examples:
  $ svcca classes fc1.npy fc2.npy fc3.npy --logits logits.npy
  $ svcca classes run.npz:conv1 run.npz:fc --labels labels.npy --class-names cat,dog,ship
  $ svcca classes runs/a --logits logits                  the last step of a run; logits is one of its layers
  $ svcca classes runs/a --steps 1000 --logits logits.npy --plot classes.svg
  $ svcca classes fc*.npy --logits logits.npy --format csv > classes.csv

Exit codes: 0 done, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca classes` as it is typed and explained, without what it does. */
export function declareClasses(): Command {
  const command = new Command('classes')
    .description('where in a network does each class become visible?')
    .argument('<layers...>', 'layers of one network, bottom up, or a run directory')
    .optionsGroup(option.GROUPS.reading)
    .addOption(
      new Option(
        '--logits <file>',
        'a class a neuron, on the same datapoints, or the name of a layer of the run; one whole number a datapoint is taken for labels',
      ).argParser(option.fileName),
    )
    .addOption(
      new Option('--labels <file>', 'one whole number a datapoint: its class, instead of logits')
        .argParser(option.fileName)
        .conflicts('logits'),
    )
    .addOption(
      new Option(
        '--class-names <names>',
        'what classes are called: a,b,c, or a text file of one name a line',
      ).argParser(option.fileName),
    )
    .addOption(
      new Option('--layers <names>', 'of a run directory: which layers, bottom up: a,b,c').argParser(option.nameList),
    )
    .addOption(
      new Option('--steps <step>', 'of a run directory: which step (default: the last)').argParser(option.fileName),
    );
  addEngineOption(option.addReportOptions(option.addReadingOptions(option.addCutOptions(command), { conv: 'pool' })));
  return option
    .addPictureOptions(command)
    .addHelpText('after', HELP)
    .action(async (layers: readonly string[], options: ClassesCommandOptions) => {
      // What it takes is only loaded where classes are asked for.
      const { runClasses } = await import('./classes.js');
      await runClasses(layers, options);
    });
}
