import type { LayerSummary } from './compare.js';

/**
 * How a layer is restricted to k dimensions (METHODS §6). Its top k directions: `oblique` is the least squares fit D·E given them,
 * `orthonormal` the projection onto their loadings; `pca` its k directions of largest variance. k neurons, drawn at random or those of
 * largest mean magnitude: the others refitted from them by least squares, or set to zero.
 */
export type Method = (typeof COMPRESSION_METHODS)[number];
export const COMPRESSION_METHODS = [
  'oblique',
  'orthonormal',
  'pca',
  'random',
  'random-zeroed',
  'largest',
  'largest-zeroed',
] as const;

/** What a restricted layer is worth; accuracy and agreement are shares of the datapoints, null where nothing was given to tell them. */
export interface Worth<Value> {
  /** ‖X − X̂‖_F / ‖X‖_F over the centred layer that the directions are from; above 1 where neurons set to zero had a mean. */
  readonly residual: Value;
  /** How often the next layer's largest output is the label's. */
  readonly accuracy: Value | null;
  /** How often the next layer's largest output is that of the unrestricted layer. */
  readonly agreement: Value | null;
}

/** One method at every k of its curves; for `random…` the mean over the draws. Null where there is no such k: a method of directions has as many as the layer's rank. */
export interface MethodCurve extends Worth<readonly (number | null)[]> {
  readonly method: Method;
  /** The standard deviation over the draws of random neurons; null for what is not drawn. */
  readonly deviation: Worth<readonly (number | null)[]> | null;
}

/** Methods against k, and what they are measured against. */
export interface CompressionCurves {
  /** Rising. */
  readonly k: readonly number[];
  /** Where the directions are the layer's own, `oblique` and `orthonormal` are `pca` and left out. */
  readonly methods: readonly MethodCurve[];
  /** How many draws of random neurons, and their seed. */
  readonly draws: number;
  readonly seed: number;
}

/** Where a layer's directions come from, and how many there are. */
export interface DirectionsFound {
  /** The layer alone, or aligned with another layer or with logits (which are not cut). */
  readonly from: 'svd' | 'layer' | 'logits';
  /** The other layer. */
  readonly with: string | null;
  /** How many directions are aligned with the other layer; the others follow by variance. All that are kept, where there is no other. */
  readonly aligned: number;
  /** Directions that the cut keeps: so many may be asked for. */
  readonly kept: number;
  readonly rank: number;
  /** ρ of the aligned ones. */
  readonly correlations: readonly number[] | null;
}

/** What accuracy and agreement are measured on. */
export interface EvaluatedOn {
  readonly name: string;
  readonly datapoints: number;
  /** Whether these are other datapoints than those that the directions are from. */
  readonly heldOut: boolean;
  /** Of the unrestricted layer; null without labels. */
  readonly accuracy: number | null;
}

/** After the projection onto the top k directions only the n neurons are kept that matter most to them (paper, figure 2b). */
export interface Distributed {
  readonly k: number;
  /** n, rising. */
  readonly neurons: readonly number[];
  readonly worth: Worth<readonly number[]>;
}

/** A layer restricted to fewer dimensions, beside baselines (METHODS §6, projection). */
export interface Projection {
  readonly layer: LayerSummary;
  readonly directions: DirectionsFound;
  /** Null without the next layer's weights. */
  readonly evaluated: EvaluatedOn | null;
  readonly curve: CompressionCurves;
  readonly distributed: readonly Distributed[];
  /** The projection that was asked for as activations; null where none was. */
  readonly projected: ({ readonly k: number; readonly method: ProjectionKind } & Worth<number>) | null;
}

/** The two ways to project onto the top k directions that survive being put back. */
export type ProjectionKind = (typeof PROJECTION_KINDS)[number];
export const PROJECTION_KINDS = ['oblique', 'orthonormal'] as const;

/** Draws of random neurons, where nothing else is asked for. */
export const DEFAULT_DRAWS = 10;

/** What decided k, and what was asked for. */
export interface PlanRule {
  /** `variance`: all directions that the cut keeps. `ratio`: of k to neurons. `budget`: parameters of both factors. */
  readonly by: 'variance' | 'directions' | 'ratio' | 'budget' | 'residual' | 'accuracy-drop';
  readonly asked: number;
}

/** How far one layer can be factored (METHODS §6, compression). */
export interface LayerPlan {
  readonly name: string;
  readonly k: number;
  readonly neurons: number;
  /** Neurons of the next layer: rows of W; where no weights were given, as many as the layer has. */
  readonly outputs: number;
  /** Whether weights were given. */
  readonly weights: boolean;
  readonly method: ProjectionKind;
  readonly rule: PlanRule;
  readonly directions: DirectionsFound;
  readonly layer: LayerSummary;
  /** Entries of W, and of both factors; biases aside, which stay as many. */
  readonly parameters: { readonly before: number; readonly after: number };
  /** A datapoint's, which are as many for a linear layer. */
  readonly multiplyAdds: { readonly before: number; readonly after: number };
  /** after / before: k(p + out)/(p·out), 2k/p for a square W. */
  readonly ratio: number;
  /** p·out/(p + out): with fewer directions than that the layer becomes smaller. */
  readonly breakEven: number;
  readonly residual: number;
  readonly evaluated: EvaluatedOn | null;
  /** What the compressed layer will give on what was evaluated; null without weights (agreement) or labels (accuracy). */
  readonly predicted: Pick<Worth<number>, 'accuracy' | 'agreement'> | null;
  readonly curve: CompressionCurves;
  /** Which activations the plan is from: of the network as it was, as the caller gave them with the layers before compressed, or computed from the plan before. */
  readonly activations: 'original' | 'given' | 'computed';
}

/** Plans of one layer, or of several one after the other. */
export interface CompressionPlan {
  readonly layers: readonly LayerPlan[];
  readonly total: {
    readonly parameters: { readonly before: number; readonly after: number };
    readonly multiplyAdds: { readonly before: number; readonly after: number };
  };
  /** Of the network up to the last layer, with no layer compressed and with all of them; null where nothing tells it. */
  readonly accuracy: { readonly before: number; readonly after: number } | null;
}
