import { spoken } from '../io/operand.js';
import type { OpenedClasses } from './open-classes.js';
import type { ReadingOptions } from './options.js';
import { readingNotes } from './reading-notes.js';

/** How the layers and their classes are read, and why so. */
export function classesNotes(
  { inputs, logits, classes, labels, independent, selection }: OpenedClasses,
  options: ReadingOptions,
): string[] {
  const all = [...inputs.layers, inputs.logits];
  const byFrequency = options.conv === 'dft' && inputs.layers.some(({ conv }) => conv !== null);
  const { conv: _, ...unasked } = options;
  const asked = byFrequency ? unasked : options;
  // An indicator has the datapoints of its layers, positions included.
  const notes = readingNotes({ x: logits, inputs: all, independent, selection }, asked);
  if (labels)
    notes.push(
      `${spoken(inputs.logits.path)} holds labels: each of its ${classes.length} classes is 1 where it is the label, else 0`,
    );
  if (byFrequency)
    notes.push(
      '--conv dft reads maps as pool does: of all frequencies only zero, the mean, can correlate with a class',
    );
  return notes;
}
