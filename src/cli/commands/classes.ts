import { classes } from '../../analysis/classes.js';
import { classesWarnings } from '../../analysis/classes-warnings.js';
import { requireRunMemory } from '../../analysis/run-memory.js';
import { fileIdentities } from '../../io/file-identities.js';
import { classesReport } from '../../report/classes-report.js';
import { chooseEngine } from '../choose-engine.js';
import { classOperands } from '../class-operands.js';
import { classesArtefacts } from '../classes-artefacts.js';
import { classesNotes } from '../classes-notes.js';
import { convOfClasses, openClasses } from '../open-classes.js';
import { cutFrom, formatFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { sidewaysWarnings } from '../reading-notes.js';
import { prepareRunOutput, writeRunOutput } from '../run-output.js';
import { VERSION } from '../version.js';
import { watchWork } from '../watch-work.js';
import type { ClassesCommandOptions } from './classes-options.js';

/** `svcca classes LAYER… --logits L`: where in the network does each class become visible? */
export async function runClasses(given: readonly string[], asked: ClassesCommandOptions): Promise<void> {
  const options = withStandardOutput(asked);
  const output = standardOutput(options);
  const [format, cut] = [formatFrom(options), cutFrom(options)];
  const operands = await classOperands(given, options);
  const read = await openClasses(operands, options);
  try {
    const files = read.opened.flatMap(({ dump: { file } }) => (file === undefined ? [] : [file]));
    const texts = await fileIdentities([options.classNames]);
    await prepareRunOutput(options, { artefacts: classesArtefacts(unfinished), inputs: [...files, ...texts] });
    for (const line of classesNotes(read, operands, options)) output.note(line);
    requireRunMemory({ held: [], dumps: read.sizes, metric: 'weighted' }, options.memory);
    const engine = await chooseEngine(options, output);
    const watch = await watchWork({ mode: options.progress, total: read.layers.length, label: 'reading' });
    const { onStage } = watch.callbacks;
    const found = await classes(read.layers, read.logits, { ...read, cut, engine, onStage }).finally(watch.stop);
    const sideways = sidewaysWarnings({ inputs: [...read.inputs.layers, read.inputs.logits] }, options.layout);
    const report = classesReport(found, {
      version: VERSION,
      engine: engine.name,
      options: { ...options, ...read, cut, conv: convOfClasses(options), step: operands.step },
      inputs: read.inputs,
      warnings: [...operands.warnings, ...sideways, ...classesWarnings(found, read)],
    });
    await writeRunOutput(report, { options, format, output, artefacts: classesArtefacts(() => report) });
  } finally {
    await read.close();
  }
}

function unfinished(): never {
  throw new Error('the report is not there yet');
}
