import type { ConvReading, TokensReading } from '../analysis/read-layers.js';
import type { Cut } from '../similarity/kept-directions.js';
import type { Selection } from '../similarity/select-datapoints.js';

/** The options that decide how layers are read and cut. */
export interface DecidingOptions {
  readonly cut: Cut;
  readonly layout: string;
  readonly conv?: ConvReading;
  readonly tokens?: TokensReading;
  readonly selection: Selection | undefined;
}

/** They as they stand in a report: null where nothing was asked for. */
export function decidingOptions({ cut, layout, conv = 'dft', tokens, selection }: DecidingOptions) {
  return {
    variance: cut.directions === undefined ? cut.variance : null,
    energy: cut.energy,
    directions: cut.directions ?? null,
    layout,
    conv,
    tokens: tokens ?? null,
    datapoints: selection !== undefined && selection.seed === undefined ? selection.count : null,
    sample: selection?.seed === undefined ? null : selection.count,
    seed: selection?.seed ?? null,
  };
}
