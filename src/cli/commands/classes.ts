import type { Command } from 'commander';
import { classes } from '../../analysis/classes.js';
import { classesWarnings } from '../../analysis/classes-warnings.js';
import { EXIT_CODES } from '../../errors.js';
import { classesFacts } from '../../report/classes-facts.js';
import { classesReport } from '../../report/classes-report.js';
import { classesTidyRows } from '../../report/classes-rows.js';
import { PLAIN } from '../../report/table.js';
import { chooseEngine } from '../choose-engine.js';
import { classesNotes } from '../classes-notes.js';
import { convOfClasses, openClasses } from '../open-classes.js';
import { cutFrom, formatFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { sidewaysWarnings } from '../reading-notes.js';
import { renderResult } from '../render-result.js';
import { prepareTargets, writeResult } from '../targets.js';
import { VERSION } from '../version.js';
import { watchWork } from '../watch-work.js';
import { type ClassesCommandOptions, declareClasses } from './classes-options.js';

/** `svcca classes LAYER… --logits L`: where in the network does each class become visible? `done` gets the exit code. */
export function classesCommand(done: (exitCode: number) => void): Command {
  return declareClasses().action(async (operands: string[], options: ClassesCommandOptions) => {
    await run(operands, withStandardOutput(options));
    done(EXIT_CODES.done);
  });
}

async function run(operands: readonly string[], options: ClassesCommandOptions): Promise<void> {
  const output = standardOutput(options);
  const [format, cut] = [formatFrom(options), cutFrom(options)];
  const read = await openClasses(operands, options);
  try {
    await prepareTargets(options, read.opened);
    for (const line of classesNotes(read, options)) output.note(line);
    const engine = await chooseEngine(options, output);
    const watch = await watchWork({ mode: options.progress, total: read.layers.length, label: 'reading' });
    const { onStage } = watch.callbacks;
    const found = await classes(read.layers, read.logits, { ...read, cut, engine, onStage }).finally(watch.stop);
    const inputs = [...read.inputs.layers, read.inputs.logits];
    const report = classesReport(found, {
      version: VERSION,
      engine: engine.name,
      options: { ...options, ...read, cut, conv: convOfClasses(options) },
      inputs: read.inputs,
      warnings: [...sidewaysWarnings({ inputs }, options.layout), ...classesWarnings(found, read)],
    });
    const seenInTable = output.watched && format === 'table' && options.output === undefined;
    if (!seenInTable) for (const { message } of report.warnings) output.warning(message);
    const style = options.output === undefined ? output.style : PLAIN;
    const result = { report, facts: () => classesFacts(report), rows: () => classesTidyRows(report) };
    await writeResult(options, renderResult(result, { format, style }), output);
  } finally {
    await read.close();
  }
}
