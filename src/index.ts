export { ACTIVATION_NAMES, type ActivationName } from './analysis/activation-function.js';
export type { BartlettReport, ChanceFloors, ChanceReport } from './analysis/chance-report.js';
export { type ClassesLayer, type ClassesOptions, classes } from './analysis/classes.js';
export {
  type CompareOptions,
  type Comparison,
  compare,
  type LayerSummary,
  type Recipe,
  type SavedDirections,
} from './analysis/compare.js';
export type { Warning } from './analysis/compare-warnings.js';
export { type ChainLayer, type CompressChainOptions, compressChain } from './analysis/compress-chain.js';
export {
  type CompressPlanOptions,
  compressionPlan,
  compressPlan,
  type PlannedLayer,
} from './analysis/compress-plan.js';
export type {
  CompressionCurves,
  CompressionPlan,
  DirectionsFound,
  LayerPlan,
  Method,
  PlanRule,
  Projection,
  ProjectionKind,
} from './analysis/compression-result.js';
export { cross, type Network } from './analysis/cross.js';
export { type DynamicsOptions, dynamics } from './analysis/dynamics.js';
export type { Classes, Cross, Dynamics, FreezePlan, Match, Pane, Side } from './analysis/dynamics-result.js';
export {
  type CompressedLayer,
  compressedLayer,
  type FactorOptions,
  type FactorPair,
  factorPair,
} from './analysis/factor-pair.js';
export { type FreezePlanOptions, type FreezeRule, freezePlan } from './analysis/freeze-plan.js';
export { type Headline, headline } from './analysis/headline.js';
export {
  type LayerDirections,
  type LayerDirectionsOptions,
  layerDirections,
} from './analysis/layer-directions.js';
export { type Grouping, layerGroups } from './analysis/layer-groups.js';
export { METRICS, type Metric } from './analysis/metrics.js';
export type { NextLayer } from './analysis/next-layer.js';
export type { MetricValues } from './analysis/pair-metrics.js';
export { type ProjectOptions, project } from './analysis/project.js';
export { projectedActivations } from './analysis/projected-activations.js';
export {
  type ConvReading,
  type LayerReading,
  type LayerToRead,
  type ReadLayers,
  readLayers,
  type TokensReading,
} from './analysis/read-layers.js';
export type { ReductionStore } from './analysis/reduction-store.js';
export type { OpenedDump, Run, RunDump, Step } from './analysis/run.js';
export { type SelfSimilarityOptions, selfSimilarity } from './analysis/self-similarity.js';
export { type ReadRun, type ReadRunsOptions, readRuns } from './cli/read-run.js';
export { blasEngine } from './engine/blas-engine.js';
export { defaultEngine, makeEngine } from './engine/default-engine.js';
export type { Engine, PivotedQr, Svd } from './engine/engine.js';
export { type BlasCandidate, findBlas } from './engine/find-blas.js';
export type { Matrix } from './engine/matrix.js';
export { type BlasVerdict, type OpenBlasOptions, type OpenedBlas, openBlas } from './engine/open-blas.js';
export { plainEngine } from './engine/plain-engine.js';
export { type ErrorKind, SvccaError } from './errors.js';
export type { FoundDump, FoundRun, OpenRunOptions } from './io/found-run.js';
export { type OpenLayer, type OpenLayersOptions, openLayers } from './io/open-layers.js';
export { openRun } from './io/run-directory.js';
export { type CompareReport, compareReport, type InputReport } from './report/compare-report.js';
export {
  type Activations,
  activationsFrom,
  type Block,
  type Grid,
  type NeuronBlock,
} from './similarity/activations.js';
export { type ChanceLaw, chanceLaw } from './similarity/chance.js';
export { type Cut, DEFAULT_CUT, FULL_RANK } from './similarity/kept-directions.js';
export { type Selection, selectDatapoints } from './similarity/select-datapoints.js';
