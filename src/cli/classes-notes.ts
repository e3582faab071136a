import { spoken } from '../io/operand.js';
import { stepName } from '../report/step-name.js';
import type { ClassOperands } from './class-operands.js';
import type { OpenedClasses } from './open-classes.js';
import type { ReadingOptions } from './options.js';
import type { ReadInput } from './read-operands.js';
import { readingNotes } from './reading-notes.js';

/** How the layers and their classes are read, and why so; the layers of a run in one line. */
export function classesNotes(
  { inputs, logits, classes, labels, independent, selection }: OpenedClasses,
  { names, run, step }: Pick<ClassOperands, 'names' | 'run' | 'step'>,
  options: ReadingOptions,
): string[] {
  const all = [...inputs.layers, inputs.logits];
  const byFrequency = options.conv === 'dft' && inputs.layers.some(({ conv }) => conv !== null);
  const { conv: _, ...unasked } = options;
  const told = readingNotes({ x: logits, inputs: all, independent, selection }, byFrequency ? unasked : options);
  const notes =
    run === null || step === null
      ? told
      : [`${run} at ${stepName(step)}: ${namesAsRead(names, inputs.layers)}`, ...told.slice(inputs.layers.length)];
  if (labels) {
    const path = spoken(inputs.logits.path);
    notes.push(`${path} holds labels: each of its ${classes.length} classes is 1 where it is the label, else 0`);
  }
  if (byFrequency) {
    notes.push(
      '--conv dft reads maps as pool does: of all frequencies only zero, the mean, can correlate with a class',
    );
  }
  return notes;
}

/** conv1 (nchw, pool), fc1, fc2. */
function namesAsRead(names: readonly string[], layers: readonly ReadInput[]): string {
  return names
    .map((name, l) => {
      const { layout, conv, tokens } = layers[l];
      const how = conv ?? tokens;
      return how === null ? name : `${name} (${layout}, ${how})`;
    })
    .join(', ');
}
