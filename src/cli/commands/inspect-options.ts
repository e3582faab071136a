import { Command, Option } from 'commander';
import type { Layout } from '../../io/layout.js';
import { addEngineOption, type EngineOptions } from '../engine-option.js';
import * as option from '../options.js';
import type { OutputOptions } from '../output.js';
import type { ProgressMode } from '../progress.js';

/** What `svcca inspect` was asked for, parsed. */
export interface InspectCommandOptions extends option.ReportOptions, EngineOptions, OutputOptions {
  readonly layout: 'auto' | Layout;
  readonly dtype?: 'bf16';
  readonly layers?: readonly string[];
  readonly steps?: readonly string[];
  readonly strict?: boolean;
  readonly headersOnly?: boolean;
  readonly writeManifest?: boolean;
  readonly force?: boolean;
  readonly progress: ProgressMode;
}

const HELP = `
A run directory has the step of each dump in its path, and the rest of the path is the layer:
  step_100/conv1.npy   conv1/step_100.npy   conv1_step100.npy   1000/conv1.npy   step_100.npz, its keys the layers
Steps are words with a number (step_1000, checkpoint-500, epoch=3, iter_0001000), numbers (1000, 10k), init and final.
--write-manifest writes svcca.json into it, which can be edited:
  {"schema": "svcca.run/1", "layout": "nd", "layers": ["conv1", "fc1"], "steps": [0, 100, "final"],
   "dumps": {"0": {"conv1": "a.npy", "fc1": "b.npz:fc1"}}}
All but the schema may be left out; without dumps they are looked for, without steps new ones are taken in.

Examples:
  $ svcca inspect run                      what is in this run, and how will it be read?
  $ svcca inspect run --headers-only       the same without reading any values
  $ svcca inspect run --layers conv1,conv2,fc1 --write-manifest
  $ svcca inspect acts.npz                 every array of an archive
  $ svcca inspect run --strict --json      exit 3 where a dump is missing

Exit codes: 0 done, 2 usage, 3 bad input, 70 a bug.
`;

/** `svcca inspect` as it is typed and explained. */
export function declareInspect(): Command {
  const command = new Command('inspect')
    .description('what is in this file or run directory, how will it be read, what is wrong with it?')
    .argument('<path>', 'a run directory, a .npy, .npz or .safetensors');
  option.addStorageOptions(command);
  command
    .addOption(new Option('--layers <names>', 'which layers, bottom up: a,b,c').argParser(option.nameList))
    .addOption(new Option('--steps <steps>', 'which steps: 0,100,final or 0..1000').argParser(option.nameList))
    .option('--strict', 'a missing or unfinished dump is an error, not a gap')
    .option('--headers-only', 'do not read values: no k99, no dead neurons, no search for nan')
    .optionsGroup(option.GROUPS.result)
    .option('--write-manifest', 'write svcca.json into the run: its layers in this order, its steps, its layout')
    .option('--force', 'replace a svcca.json that is there');
  return addEngineOption(option.addReportOptions(command))
    .addHelpText('after', HELP)
    .action(async (path: string, options: InspectCommandOptions) => {
      const { runInspect } = await import('./inspect.js');
      await runInspect(path, option.withStandardOutput(options));
    });
}
