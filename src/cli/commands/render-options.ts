import { Command } from 'commander';
import { addFormatOptions, addPlotOption, GROUPS, type ReportOptions } from '../options.js';
import type { OutputOptions } from '../output.js';

/** What `svcca render` was asked for, parsed. */
export interface RenderCommandOptions extends ReportOptions, OutputOptions {
  readonly plot?: string;
}

const HELP = `
A report is what compare, dynamics, cross, classes and freeze-plan write with --json or -o REPORT.json.
What comes out is what the command itself gave, byte for byte; nothing is computed, and no activations are read.

Examples:
  $ svcca render a-b.json                          the table
  $ svcca render dynamics.json --plot panes.html   its figure: .svg, .png, or .html with a slider over steps
  $ svcca render cross.json --format csv -o cross.csv

Exit codes: 0 done, 2 usage, 3 no such report or a damaged one, 70 a bug.
`;

/** `svcca render` as it is typed and explained, without what it does. */
export function declareRender(): Command {
  const command = new Command('render')
    .description('the tables and pictures of a report again, without computing')
    .argument('<report.json>', 'a report that svcca wrote');
  return addPlotOption(addFormatOptions(command))
    .optionsGroup(GROUPS.work)
    .option('-q, --quiet', 'no notes or warnings on standard error')
    .option('--no-color', 'plain text (NO_COLOR works too)')
    .addHelpText('after', HELP)
    .action(async (path: string, options: RenderCommandOptions) => {
      // What reads and draws every kind of report is only loaded where one is asked for.
      const { runRender } = await import('./render.js');
      await runRender(path, options);
    });
}
