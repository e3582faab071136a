import { Command } from 'commander';
import { declareRunOptions, type RunCommandOptions } from './dynamics-options.js';

const HELP = `
A network is a folder with a dump of every layer, or an archive; of a training run the last step is taken, or the one
that --steps names. Both are dumped on the same datapoints, in the same order.

Examples:
  $ svcca cross net-a net-b
  $ svcca cross run-a run-b --steps 1000 --plot cross.svg
  $ svcca cross net-a.npz net-b.safetensors --metric cka --json | jq .best

Exit codes: 0 done, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca cross` as it is typed and explained. */
export function declareCross(): Command {
  const command = new Command('cross')
    .description('which layers of two networks correspond?')
    .argument('<rows>', 'the first network')
    .argument('<columns>', 'the second one');
  return declareRunOptions(command)
    .addHelpText('after', HELP)
    .action(async (rows: string, columns: string, options: RunCommandOptions) => {
      const { runCross } = await import('./cross.js');
      await runCross([rows, columns], options);
    });
}
