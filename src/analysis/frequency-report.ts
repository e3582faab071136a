/** A number for every frequency (u, v) of the two maps' common grid, rows by u, the zero frequency first. */
export type FrequencyMap<T = number> = readonly (readonly T[])[];

/** How alike two convolutional layers are at each spatial frequency (METHODS §5). */
export interface FrequencyReport {
  readonly height: number;
  readonly width: number;
  /**
   * How frequencies of the two maps meet. `equal`: one to one. `aliased`: one of the smaller map with all of the larger that are congruent
   * to it (exact). `cropped`: those that both have (an approximation). `zero`: one layer has no space, and only the zero frequency can correlate.
   */
  readonly rule: 'equal' | 'aliased' | 'cropped' | 'zero';
  /** Mean ρ of the directions kept there; null where one of the layers keeps none, or ρ was not asked for. */
  readonly similarity: FrequencyMap<number | null>;
  /** Directions kept there. */
  readonly kx: FrequencyMap;
  readonly ky: FrequencyMap;
  /** The share of the layer's variance that lies there. */
  readonly varianceX: FrequencyMap;
  readonly varianceY: FrequencyMap;
  /** The share of each layer's covariance energy between different frequencies, 0 for a translation-invariant one; null where it has no space. */
  readonly defect: { readonly x: number | null; readonly y: number | null };
}
