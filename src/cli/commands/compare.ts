import { compare } from '../../analysis/compare.js';
import { requireMemory, sizesOf } from '../../analysis/compare-memory.js';
import { headline } from '../../analysis/headline.js';
import { openLayers } from '../../io/open-layers.js';
import { compareReport } from '../../report/compare-report.js';
import { PLAIN } from '../../report/table.js';
import { chooseEngine } from '../choose-engine.js';
import { gate } from '../gate.js';
import { cutFrom, formatFrom } from '../options.js';
import { standardOutput } from '../output.js';
import { readOperands } from '../read-operands.js';
import { readingNotes, sidewaysWarnings } from '../reading-notes.js';
import { renderComparison } from '../render-comparison.js';
import { prepareTargets, saveDirections, savePlot, writeResult } from '../targets.js';
import { VERSION } from '../version.js';
import { watchWork } from '../watch-work.js';
import type { CompareCommandOptions } from './compare-options.js';

/** `svcca compare A B`: how similar are two layers? The exit code. */
export async function runCompare(operands: readonly [string, string], options: CompareCommandOptions): Promise<number> {
  const output = standardOutput(options);
  const [format, cut] = [formatFrom(options), cutFrom(options)];
  const { layers, close } = await openLayers(operands, options);
  try {
    await prepareTargets(options, layers);
    const read = readOperands(layers, options);
    const { x, y, inputs, independent, selection } = read;
    requireMemory(sizesOf(read.readings), options.memory);
    for (const line of readingNotes(read, options)) output.note(line);
    const wanted = { metrics: options.metric, cut, directions: options.saveDirections !== undefined, independent };
    const engine = await chooseEngine(options, output);
    const watch = await watchWork({ mode: options.progress, total: x.datapoints, label: 'reading' });
    const comparison = await compare(x, y, { ...wanted, engine, ...watch.callbacks }).finally(watch.stop);
    const report = compareReport(comparison, {
      version: VERSION,
      options: { ...options, metrics: options.metric, cut, selection },
      inputs,
      warnings: sidewaysWarnings(read, options.layout),
    });
    const lead = headline(comparison, options.metric);
    for (const line of comparison.decisions) output.detail(line);
    const seenInTable = output.watched && format === 'table' && options.output === undefined;
    if (!seenInTable) for (const { message } of report.warnings) output.warning(message);
    await saveDirections(options, comparison, output);
    await savePlot(options, report, output);
    const style = options.output === undefined ? output.style : PLAIN;
    await writeResult(options, renderComparison(report, { format, headline: lead, style }), output);
    return gate(lead, options.failUnder, comparison.reasons);
  } finally {
    await close();
  }
}
