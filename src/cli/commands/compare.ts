import type { Command } from 'commander';
import { compare } from '../../analysis/compare.js';
import { requireMemory } from '../../analysis/compare-memory.js';
import { headline } from '../../analysis/headline.js';
import { openLayers } from '../../io/open-layers.js';
import { compareReport } from '../../report/compare-report.js';
import { PLAIN } from '../../report/table.js';
import { selectDatapoints } from '../../similarity/select-datapoints.js';
import { chooseEngine } from '../choose-engine.js';
import { gate } from '../gate.js';
import { inputReport, readingNotes, sidewaysWarnings } from '../input-report.js';
import { cutFrom, formatFrom, selectionFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { renderComparison } from '../render-comparison.js';
import { prepareTargets, saveDirections, writeResult } from '../targets.js';
import { VERSION } from '../version.js';
import { watchWork } from '../watch-work.js';
import { type CompareCommandOptions, declareCompare } from './compare-options.js';

/** `svcca compare A B`: how similar are two layers? `done` gets the exit code. */
export function compareCommand(done: (exitCode: number) => void): Command {
  return declareCompare().action(async (x: string, y: string, options: CompareCommandOptions) => {
    done(await run([x, y], withStandardOutput(options)));
  });
}

async function run(operands: readonly [string, string], options: CompareCommandOptions): Promise<number> {
  const output = standardOutput(options);
  const [format, cut] = [formatFrom(options), cutFrom(options)];
  const { layers, close } = await openLayers(operands, options);
  try {
    await prepareTargets(options, layers);
    const inputs = [inputReport(layers[0]), inputReport(layers[1])] as const;
    const selection = selectionFrom(options);
    const neurons = layers.map(({ resolved }) => resolved.neurons);
    requireMemory({ neurons, datapoints: selection?.count ?? layers[0].resolved.datapoints }, options.memory);
    const [x, y] = layers.map(({ activations }) => selectDatapoints(activations, selection));
    for (const line of readingNotes(inputs, { layout: options.layout, selection })) output.note(line);
    const wanted = { metrics: options.metric, cut, directions: options.saveDirections !== undefined };
    const engine = await chooseEngine(options, output);
    const watch = await watchWork({ mode: options.progress, total: x.datapoints, label: 'reading' });
    const comparison = await compare(x, y, { ...wanted, engine, ...watch.callbacks }).finally(watch.stop);
    const report = compareReport(comparison, {
      version: VERSION,
      options: { metrics: options.metric, cut, layout: options.layout, selection },
      inputs,
      warnings: sidewaysWarnings(inputs, options.layout),
    });
    const lead = headline(comparison, options.metric);
    for (const line of comparison.decisions) output.detail(line);
    const seenInTable = output.watched && format === 'table' && options.output === undefined;
    if (!seenInTable) for (const { message } of report.warnings) output.warning(message);
    await saveDirections(options, comparison.directions, output);
    const style = options.output === undefined ? output.style : PLAIN;
    await writeResult(options, renderComparison(report, { format, headline: lead, style }), output);
    return gate(lead, options.failUnder, comparison.reasons);
  } finally {
    await close();
  }
}
