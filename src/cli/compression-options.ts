import { type Command, Option } from 'commander';
import { DEFAULT_DRAWS, PROJECTION_KINDS, type ProjectionKind } from '../analysis/compression-result.js';
import { addEngineOption, type EngineOptions } from './engine-option.js';
import * as option from './options.js';
import type { OutputOptions } from './output.js';
import type { ProgressMode } from './progress.js';

/** The types of number that factors and activations are written as. */
export const SAVED_TYPES = ['float32', 'float64'] as const;
export type SavedType = (typeof SAVED_TYPES)[number];

/** How the axes of weights are ordered: outputs × inputs, as PyTorch has them, or inputs × outputs, as Keras and JAX have. */
export const WEIGHTS_LAYOUTS = ['oi', 'io'] as const;
export type WeightsLayout = (typeof WEIGHTS_LAYOUTS)[number];

/** The files that say what a layer's directions are aligned with and what they are judged by. */
export interface CompressionOperands {
  readonly with?: string;
  readonly logits?: string;
  readonly weights?: string;
  readonly bias?: string;
  readonly labels?: string;
  readonly heldOut?: string;
}

/** What `svcca compress-plan` and `svcca project` have in common, parsed. */
export interface CompressionOptions
  extends CompressionOperands,
    Omit<option.CutOptions, 'directions'>,
    option.ReadingOptions,
    option.ReportOptions,
    EngineOptions,
    OutputOptions {
  readonly weightsLayout?: WeightsLayout;
  readonly directions?: number;
  readonly method?: ProjectionKind;
  readonly at?: readonly number[];
  readonly draws: number;
  readonly saveDtype: SavedType;
  readonly progress: ProgressMode;
  readonly plot?: string;
  readonly outDir?: string;
}

/** Where directions come from, and what judges them. */
export function addOperandOptions(command: Command): Command {
  const file = (flags: string, description: string) => new Option(flags, description).argParser(option.fileName);
  return command
    .optionsGroup(option.GROUPS.reading)
    .addOption(
      file('--with <layer>', "directions aligned with another network's layer on the same datapoints come first"),
    )
    .addOption(
      file('--logits <layer>', 'directions aligned with logits come first; these are not cut').conflicts('with'),
    )
    .addOption(
      file(
        '--weights <file>',
        'W of the linear layer that reads these activations: outputs × neurons, as PyTorch has it',
      ),
    )
    .addOption(file('--bias <file>', 'its bias, one number for each output (default: 0)'))
    .addOption(
      new Option(
        '--weights-layout <layout>',
        'oi: W is outputs × neurons; io: neurons × outputs, as Keras has it (default: what fits; oi where both do)',
      ).choices(WEIGHTS_LAYOUTS),
    )
    .addOption(
      file('--labels <file>', 'one whole number a datapoint: the output that is right; accuracy is measured with it'),
    )
    .addOption(
      file(
        '--held-out <layer>',
        'the layer on other datapoints: accuracy and agreement are measured there, labels are theirs',
      ),
    );
}

/** The curves, and everything else that both commands have. */
export function addCompressionOptions(command: Command): Command {
  option
    .addShareOptions(command)
    .addOption(
      new Option(
        '--method <method>',
        'oblique, the least squares fit given the directions; orthonormal, onto their loadings (default: oblique)',
      ).choices(PROJECTION_KINDS),
    )
    .addOption(
      new Option('--at <k,k,…>', 'points of the curves (default: 1,2,3,4,6,8,12,… and the rank)').argParser(
        option.wholeNumbers,
      ),
    )
    .addOption(
      new Option('--draws <n>', 'how many times random neurons are drawn')
        .argParser(option.wholeFrom(1))
        .default(DEFAULT_DRAWS),
    );
  option.addReadingOptions(command, { conv: 'flatten', drawn: '--sample and of random neurons' });
  addEngineOption(option.addReportOptions(command));
  return option
    .addPictureOptions(command)
    .addOption(new Option('--save-dtype <type>', 'numbers in saved files').choices(SAVED_TYPES).default('float32'));
}
