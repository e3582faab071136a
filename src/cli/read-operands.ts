import { type LayerReading, readLayers } from '../analysis/read-layers.js';
import type { OpenLayer } from '../io/open-layers.js';
import type { InputReport } from '../report/compare-report.js';
import type { Activations } from '../similarity/activations.js';
import { type Selection, selectDatapoints } from '../similarity/select-datapoints.js';
import { type ReadingOptions, selectionFrom } from './options.js';

/** What was read for an operand and how; `like` names the other operand whose layout it took, its own lengths not telling it. */
export interface ReadInput extends InputReport {
  readonly like: string | null;
}

/** Two layers as they are compared, and what the report says about how they were read. */
export interface ReadOperands {
  readonly x: Activations;
  readonly y: Activations;
  readonly readings: readonly [LayerReading, LayerReading];
  readonly inputs: readonly [ReadInput, ReadInput];
  /** Datapoints that are independent of each other. */
  readonly independent: number;
  readonly selection: Selection | undefined;
}

/** The open layers as the options say that they are compared. */
export function readOperands(
  operands: { readonly 0: OpenLayer; readonly 1: OpenLayer },
  options: ReadingOptions,
): ReadOperands {
  const selection = selectionFrom(options);
  const [first, second] = [operands[0], operands[1]];
  const { layers, independent } = readLayers(
    [first, second].map(({ activations, resolved }) => ({
      activations: selectDatapoints(activations, selection),
      sequence: resolved.layout === 'ntd',
    })),
    options,
  );
  const readings = [layers[0], layers[1]] as const;
  const inputs = [readInput(first, readings[0]), readInput(second, readings[1])] as const;
  return { x: readings[0].activations, y: readings[1].activations, readings, inputs, independent, selection };
}

/** What the report says of one operand. */
export function readInput({ dump, resolved }: OpenLayer, { conv, tokens }: LayerReading): ReadInput {
  const { name: path, dtype, shape, fortran } = dump;
  const { layout, like = null, grid = null } = resolved;
  return { path, dtype, shape, order: fortran ? 'F' : 'C', layout, like, conv, tokens, grid };
}
