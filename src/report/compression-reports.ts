import type { CompressionPlan, LayerPlan, Projection } from '../analysis/compression-result.js';
import type { InputReport } from './compare-report.js';
import type { ReportHead } from './run-reports.js';

/** A file of factors and the names of its arrays, which are those of two linear layers in a row. */
export interface FactorsFile {
  readonly path: string;
  /** `weight1` (k × p), `weight2` (outputs × k) and `bias` (outputs): what the arrays are called in the file. */
  readonly names: { readonly weight1: string; readonly weight2: string; readonly bias: string };
  readonly dtype: 'float32' | 'float64';
}

/** One layer's plan with its files; null where none was asked for. */
export interface LayerPlanReport extends LayerPlan {
  readonly factors: FactorsFile | null;
}

/** The arrays that a plan was made from. */
export interface CompressionInputs {
  readonly layer: InputReport;
  readonly with: InputReport | null;
  readonly logits: InputReport | null;
  readonly heldOut: InputReport | null;
  readonly weights: { readonly path: string; readonly shape: readonly number[]; readonly transposed: boolean } | null;
  readonly bias: { readonly path: string } | null;
  readonly labels: { readonly path: string } | null;
}

/** `svcca.compress-plan/1`. */
export interface CompressPlanReport extends ReportHead<'svcca.compress-plan/1'>, CompressionPlan {
  readonly inputs: readonly CompressionInputs[];
  readonly layers: readonly LayerPlanReport[];
}

/** `svcca.project/1`. */
export interface ProjectReport extends ReportHead<'svcca.project/1'>, Projection {
  readonly inputs: CompressionInputs;
  /** Where the projected activations are; null where none were asked for. */
  readonly file: { readonly path: string; readonly dtype: 'float32' | 'float64' } | null;
}
