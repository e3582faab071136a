import { Command, Option } from 'commander';
import { addCompressionOptions, addOperandOptions, type CompressionOptions } from '../compression-options.js';
import * as option from '../options.js';

/** What `svcca project` was asked for, parsed. */
export interface ProjectCommandOptions extends CompressionOptions {
  readonly distributed?: readonly number[];
  readonly neurons?: readonly number[];
  readonly save?: string;
}

const HELP = `
The layer is restricted to k dimensions in every way, for rising k: its directions by the oblique projection and by that onto
their loadings, PCA, random neurons and those of largest mean activation, each refitted by least squares and with the rest set to
zero. What is left is measured by the relative residual; with the weights of the layer that reads it also by how often the largest
output stays the same (agreement) and, with labels, is right (accuracy).

Examples:
  $ svcca project fc2.npy
  $ svcca project a/fc2.npy --with b/fc2.npy --weights fc3.weight.npy --bias fc3.bias.npy --plot curves.svg
  $ svcca project fc3.npy --logits logits.npy --weights w.npy --bias b.npy --labels labels.npy --held-out test/fc3.npy
  $ svcca project fc2.npy --directions 20 --save fc2-20.npy
  $ svcca project fc2.npy --weights w.npy --distributed 5,10,20 --out-dir projected

Exit codes: 0 done, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca project` as it is typed and explained, without what it does. */
export function declareProject(): Command {
  const command = new Command('project')
    .description('the layer restricted to its top k directions, and how it compares with baselines')
    .argument('<layer>', 'activations: .npy, file.npz:key, file.safetensors:key, or -');
  addOperandOptions(command)
    .optionsGroup(option.GROUPS.measure)
    .addOption(new Option('--directions <k>', 'project onto so many directions').argParser(option.wholeFrom(1)))
    .addOption(
      new Option(
        '--distributed <k,k,…>',
        'after the projection onto k directions, keep only the n neurons that matter most to them',
      ).argParser(option.wholeNumbers),
    )
    .addOption(
      new Option('--neurons <n,n,…>', 'these n, for --distributed (default: 1,2,3,4,6,8,12,… and all)').argParser(
        option.wholeNumbers,
      ),
    );
  return addCompressionOptions(command)
    .optionsGroup(option.GROUPS.result)
    .addOption(
      new Option('--save <file.npy>', 'write the activations projected onto --directions there').argParser(
        option.fileName,
      ),
    )
    .addHelpText('after', HELP)
    .action(async (layer: string, options: ProjectCommandOptions) => {
      // What it takes is only loaded where a projection is asked for.
      const { runProject } = await import('./project.js');
      await runProject(layer, options);
    });
}
