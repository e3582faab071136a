import { Command, Option } from 'commander';
import { compare } from '../../analysis/compare.js';
import { headline } from '../../analysis/headline.js';
import type { Metric } from '../../analysis/pair-metrics.js';
import type { Layout } from '../../io/layout.js';
import { openLayers } from '../../io/open-layers.js';
import { compareReport } from '../../report/compare-report.js';
import { PLAIN } from '../../report/table.js';
import { gate } from '../gate.js';
import { inputReport, readingNotes } from '../input-report.js';
import * as option from '../options.js';
import { type OutputOptions, standardOutput } from '../output.js';
import { type ProgressMode, startProgress } from '../progress.js';
import { renderComparison } from '../render-comparison.js';
import { prepareTargets, saveDirections, writeResult } from '../targets.js';
import { VERSION } from '../version.js';

interface Options extends option.CutOptions, option.ReportOptions, OutputOptions {
  readonly metric: readonly Metric[];
  readonly layout: 'auto' | Layout;
  readonly dtype?: 'bf16';
  readonly progress: ProgressMode;
  readonly saveDirections?: string;
  readonly failUnder?: number;
}

const HELP = `
A layer is a .npy, an array of a .npz or .safetensors (file.npz:key), or - for a .npy on standard input.

Examples:
  $ svcca compare net-a/fc2.npy net-b/fc2.npy
  $ svcca compare a.npy b.npy --variance 0.9 --metric svcca,weighted
  $ svcca compare acts.safetensors:fc1 acts.safetensors:fc2 -o fc1-fc2.json
  $ python dump.py | svcca compare - reference.npy --metric svcca --fail-under 0.9

Exit codes: 0 done, 1 below --fail-under, 2 usage, 3 bad input, 4 numerically undefined, 70 a bug.
`;

/** `svcca compare A B`: how similar are two layers? `done` gets the exit code. */
export function compareCommand(done: (exitCode: number) => void): Command {
  const command = new Command('compare')
    .description('how similar are two layers?')
    .argument('<a>', 'the first layer, X')
    .argument('<b>', 'the second layer, Y: the same datapoints in the same order');
  option.addReportOptions(option.addReadingOptions(option.addMetricOptions(command)));
  return command
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
    .action(async (x: string, y: string, options: Options) => done(await run([x, y], options)));
}

async function run(operands: readonly [string, string], asked: Options): Promise<number> {
  const options: Options = option.withStandardOutput(asked);
  const output = standardOutput(options);
  const [format, cut] = [option.formatFrom(options), option.cutFrom(options)];
  const { layers, close } = await openLayers(operands, options);
  try {
    await prepareTargets(
      options,
      layers.map(({ dump }) => dump),
    );
    const inputs = [inputReport(layers[0]), inputReport(layers[1])] as const;
    for (const line of readingNotes(inputs, options.layout)) output.note(line);
    const [x, y] = layers.map(({ activations }) => activations);
    const progress = startProgress({ mode: options.progress, total: x.datapoints, label: 'reading' });
    const comparison = await compare(x, y, {
      metrics: options.metric,
      cut,
      directions: options.saveDirections !== undefined,
      onProgress: progress.advance,
    }).finally(progress.stop);
    const report = compareReport(comparison, {
      version: VERSION,
      options: { metrics: options.metric, cut, layout: options.layout },
      inputs,
    });
    const lead = headline(comparison, options.metric);
    for (const line of comparison.decisions) output.detail(line);
    if (!(output.watched && format === 'table' && options.output === undefined)) {
      for (const { message } of comparison.warnings) output.warning(message);
    }
    await saveDirections(options, comparison.directions, output);
    const style = options.output === undefined ? output.style : PLAIN;
    await writeResult(options, renderComparison(report, { format, headline: lead, style }), output);
    return gate(lead, options.failUnder, comparison.reasons);
  } finally {
    await close();
  }
}
