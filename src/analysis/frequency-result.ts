import type { ChannelCombination, FrequencyDirection } from '../similarity/frequency-directions.js';
import type { MetricValues } from './pair-metrics.js';

/** What a block of frequencies keeps and shares, once for itself and its negative. */
export interface BlockOverlap {
  readonly multiplicity: 1 | 2;
  readonly kx: number;
  readonly ky: number;
  /** ρ, falling; undefined where no metric needed them. */
  readonly correlations?: Float64Array;
}

/** The overlaps of all blocks at one cut. */
export interface FrequencyOverlap {
  readonly kx: number;
  readonly ky: number;
  readonly blocks: readonly BlockOverlap[];
}

export interface FrequencyResult {
  readonly values: MetricValues;
  readonly angle: number | undefined;
  readonly cut: FrequencyOverlap;
  readonly full: FrequencyOverlap;
  /** The canonical directions at the cut, where they were asked for. */
  readonly directions?: SavedFrequencyDirections;
}

/** Canonical directions of convolutional layers with what is needed to apply them to new activations. */
export interface SavedFrequencyDirections {
  /** ρ falling. */
  readonly directions: readonly FrequencyDirection[];
  readonly meansX: ChannelCombination;
  readonly meansY: ChannelCombination;
}
