import type { LayerSummary } from './compare.js';
import type { Metric } from './metrics.js';
import type { Step } from './run.js';

/** Similarities of layers (rows) with layers (columns); null where there is no dump, or no value. */
export type Pane = readonly (readonly (number | null)[])[];

/**
 * Which value of a two-sided metric is taken: weighted by what the row's layer holds (W(X|Y)), the column's, the mean of both, or that of the
 * layer with fewer directions.
 */
export type Side = (typeof SIDES)[number];
export const SIDES = ['mean', 'xy', 'yx', 'fewer'] as const;

/** A layer has settled when it stays this near its final similarity. */
export const DEFAULT_EPSILON = 0.1;

/** How the layers of a run approach their final representation (METHODS §6). */
export interface Dynamics {
  readonly layers: readonly string[];
  readonly steps: readonly Step[];
  readonly metric: Metric;
  /** Null for a metric without sides. */
  readonly side: Side | null;
  /** [step][layer][final layer]. */
  readonly panes: readonly Pane[];
  /** Both sides of a metric that has them. */
  readonly sides: { readonly xy: readonly Pane[]; readonly yx: readonly Pane[] } | null;
  /** What chance alone would give, [step][layer][final layer], for metrics made of correlations. */
  readonly floors: readonly Pane[] | null;
  /** Each layer with itself at the last step: [layer][step]. */
  readonly curves: readonly (readonly (number | null)[])[];
  /** How near the final similarity a layer must stay to count as settled. */
  readonly epsilon: number;
  /** [layer]: the step from which on it stays that near; null where it has gaps only. */
  readonly settled: readonly (Step | null)[];
  /** Kendall's τ-b of depth and the step of settling: 1 where layers settle from the bottom up; null with a reason where it is undefined. */
  readonly bottomUp: number | null;
  readonly reasons: { readonly bottomUp?: string };
  /** [step][layer]. */
  readonly summaries: readonly (readonly (LayerSummary | null)[])[];
}

/** Which layers of two networks correspond (METHODS §6). */
export interface Cross {
  /** Names of the layers of the first network, in order of depth, and of the second. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly metric: Metric;
  readonly side: Side | null;
  readonly matrix: Pane;
  readonly sides: { readonly xy: Pane; readonly yx: Pane } | null;
  readonly floors: Pane | null;
  /** Depth as a share of the network's: (i + 1)/L. */
  readonly depth: { readonly rows: readonly number[]; readonly columns: readonly number[] };
  /** The most similar layer of the other network, for every row and for every column. */
  readonly best: { readonly rows: readonly Match[]; readonly columns: readonly Match[] };
  readonly summaries: { readonly rows: readonly LayerSummary[]; readonly columns: readonly LayerSummary[] };
}

export interface Match {
  readonly layer: string;
  readonly match: string;
  readonly value: number;
}

/** Where in a network each class becomes visible (METHODS §6). */
export interface Classes {
  readonly layers: readonly string[];
  readonly classes: readonly string[];
  /** R of each class's logit with each layer: [layer][class]. */
  readonly correlation: readonly (readonly (number | null)[])[];
  readonly adjustedR2: readonly (readonly (number | null)[])[];
  /** The R that chance alone would give: [layer]. */
  readonly floor: readonly number[];
  /** Depth as a share of the network's: (i + 1)/L. */
  readonly depth: readonly number[];
  readonly summaries: readonly LayerSummary[];
}

/** Which layers can stop training when, and what it saves (METHODS §6). */
export interface FreezePlan {
  readonly layers: readonly string[];
  /** Layers that freeze together, bottom up. */
  readonly groups: readonly (readonly string[])[];
  readonly rule: {
    readonly name: 'linear' | 'last' | 'previous';
    /** The similarity that a layer must keep, and for so many checkpoints; null under the linear rule. */
    readonly similarity: number | null;
    readonly checkpoints: number | null;
    readonly metric: Metric | null;
  };
  /** The step at which training ends. */
  readonly totalSteps: number;
  /** The first step at which a layer no longer trains; null where it trains to the end. In order of depth. */
  readonly schedule: readonly { readonly layer: string; readonly step: number | null }[];
  /** Share of a layer's work, one where no costs are given: [layer]. */
  readonly costs: readonly number[];
  /** Shares of the backward pass, and of forward and backward at 1 : 2, that a frozen prefix spares. */
  readonly savings: { readonly backward: number; readonly whole: number };
  /** Under a measured rule, [layer][step]: the similarity that decided. */
  readonly curves: readonly (readonly (number | null)[])[] | null;
  readonly steps: readonly Step[];
}
