import type { ClassesLayer } from '../analysis/classes.js';
import { type ConvReading, readLayers } from '../analysis/read-layers.js';
import { SvccaError } from '../errors.js';
import { type OpenLayer, openLayers } from '../io/open-layers.js';
import type { Activations } from '../similarity/activations.js';
import { oneHot } from '../similarity/one-hot.js';
import { type Selection, selectDatapoints } from '../similarity/select-datapoints.js';
import { classNames } from './class-names.js';
import type { ClassOperands } from './class-operands.js';
import type { ClassesCommandOptions } from './commands/classes-options.js';
import { selectionFrom } from './options.js';
import { type ReadInput, readInput } from './read-operands.js';

/** Layers and the classes that they are asked about, open, as they are read. */
export interface OpenedClasses {
  readonly layers: readonly ClassesLayer[];
  /** Logits, or indicators of labels. */
  readonly logits: Activations;
  readonly classes: readonly string[];
  readonly labels: boolean;
  readonly inputs: { readonly layers: readonly ReadInput[]; readonly logits: ReadInput };
  /** Datapoints that are independent of each other. */
  readonly independent: number;
  readonly selection: Selection | undefined;
  /** What memory depends on. */
  readonly sizes: readonly Pick<Activations, 'datapoints' | 'neurons' | 'grid'>[];
  readonly opened: readonly OpenLayer[];
  close(): Promise<void>;
}

/** What maps are read as: nothing but the mean over positions, frequency zero, can correlate with a class. */
export function convOfClasses({ conv }: { conv?: ConvReading }): ConvReading {
  return conv === undefined || conv === 'dft' ? 'pool' : conv;
}

/** Opens the layers and their classes; they agree on their datapoints. */
export async function openClasses(
  { names, operands, target }: Pick<ClassOperands, 'names' | 'operands' | 'target'>,
  options: ClassesCommandOptions,
): Promise<OpenedClasses> {
  const { layers: opened, close } = await openLayers([...operands, target], options);
  try {
    const selection = selectionFrom(options);
    const { layers: readings, independent } = readLayers(
      opened.map(({ activations, resolved }) => ({
        activations: selectDatapoints(activations, selection),
        sequence: resolved.layout === 'ntd',
      })),
      { conv: convOfClasses(options), ...(options.tokens === undefined ? {} : { tokens: options.tokens }) },
    );
    const inputs = opened.map((layer, i) => readInput(layer, readings[i]));
    const last = operands.length;
    return {
      layers: names.map((name, i) => ({
        name,
        open: async () => ({ activations: readings[i].activations, close: async () => {} }),
      })),
      ...(await namedClasses(readings[last].activations, inputs[last], options)),
      inputs: { layers: inputs.slice(0, last), logits: inputs[last] },
      independent,
      selection,
      sizes: readings.map(({ activations }) => activations),
      opened,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The classes with their names; one whole number a datapoint is taken for labels. */
async function namedClasses(
  given: Activations,
  { dtype, shape }: ReadInput,
  { labels, classNames: naming }: ClassesCommandOptions,
): Promise<Pick<OpenedClasses, 'logits' | 'classes' | 'labels'>> {
  const names = naming === undefined ? undefined : await classNames(naming);
  if (labels !== undefined || (shape.length === 1 && WHOLE.test(dtype))) {
    const { activations, values } = await oneHot(given, { classes: names?.length });
    return { logits: activations, classes: names ?? values.map(String), labels: true };
  }
  if (names !== undefined && names.length !== given.neurons) {
    throw new SvccaError(
      'usage',
      `${given.name} has ${given.neurons} classes, but --class-names names ${names.length}`,
    );
  }
  const classes = names ?? Array.from({ length: given.neurons }, (_, c) => `${c}`);
  return { logits: given, classes, labels: false };
}

const WHOLE = /^u?int|^bool/;
