import type { LayerFigures } from '../analysis/inspect-layer.js';
import type { Grid } from '../similarity/activations.js';
import { requireFinite } from './require-finite.js';

/** How an array is stored and read. */
export interface DumpReport {
  readonly path: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  readonly layout: 'nd' | 'dn' | 'nhwc' | 'nchw' | 'ntd';
}

/** An array that was looked into: of a run, the last dump of a layer. */
export interface ArrayReport {
  readonly name: string;
  readonly step: number | string | null;
  readonly path: string;
  readonly dtype: string | null;
  readonly shape: readonly number[] | null;
  readonly order: 'C' | 'F' | null;
  readonly layout: DumpReport['layout'] | null;
  /** Whether the layout could be another one. */
  readonly guessed: boolean;
  readonly datapoints: number | null;
  readonly neurons: number | null;
  readonly grid: Grid | null;
  /** Null where values were not read, or cannot be computed with. */
  readonly figures: LayerFigures | null;
  /** Values that cannot be computed with, and the numpy index of the first; null where values were not read. */
  readonly unusable: {
    readonly nan: number;
    readonly infinite: number;
    readonly other: number;
    readonly first: readonly number[] | null;
  } | null;
  readonly problem: string | null;
}

/** `svcca.inspect/1` (schemas/inspect.schema.json): what is in a path and how it will be read. */
export interface InspectReport {
  readonly schema: 'svcca.inspect/1';
  readonly version: string;
  readonly options: { readonly layout: string; readonly headersOnly: boolean };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly path: string;
  readonly kind: 'run' | 'file';
  /** Where the order of the layers came from; null for a file. */
  readonly order: string | null;
  /** Empty for a file. */
  readonly steps: readonly (number | string)[];
  readonly layers: readonly string[];
  /** [step][layer]; null where there is no dump. */
  readonly dumps: readonly (readonly (DumpReport | null)[])[];
  readonly arrays: readonly ArrayReport[];
}

/** The report, which holds no number that JSON cannot. */
export function inspectReport(report: Omit<InspectReport, 'schema'>): InspectReport {
  return requireFinite({ schema: 'svcca.inspect/1', ...report }, 'the report');
}
