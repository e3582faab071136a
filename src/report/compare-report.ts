import type { Comparison, LayerSummary } from '../analysis/compare.js';
import type { Warning } from '../analysis/compare-warnings.js';
import type { Metric } from '../analysis/metrics.js';
import type { ConvReading, TokensReading } from '../analysis/read-layers.js';
import type { Grid } from '../similarity/activations.js';
import { type DecidingOptions, decidingOptions } from './report-options.js';
import { requireFinite } from './require-finite.js';

/** What was read for one side and how. */
export interface InputReport {
  readonly path: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  readonly layout: 'nd' | 'dn' | 'nhwc' | 'nchw' | 'ntd';
  /** How a convolutional layer was compared. */
  readonly conv: ConvReading | null;
  /** How a sequence was compared. */
  readonly tokens: TokensReading | null;
  readonly grid: Grid | null;
}

/** The options that decided the numbers. */
export interface CompareReportOptions extends DecidingOptions {
  readonly metrics: readonly Metric[];
}

/** `svcca.compare/1` (CLI.md; schemas/compare.schema.json): the comparison with everything needed to repeat it. */
export function compareReport(
  comparison: Comparison,
  {
    version,
    options,
    inputs,
    warnings = [],
  }: {
    version: string;
    options: CompareReportOptions;
    inputs: readonly [InputReport, InputReport];
    /** What the reading of the inputs warns of. */
    warnings?: readonly Warning[];
  },
) {
  const { metrics } = options;
  const report = {
    schema: 'svcca.compare/1',
    version,
    engine: comparison.engine,
    options: {
      metric: metrics,
      ...decidingOptions(options),
    },
    inputs: inputs.map(({ path, dtype, shape, order, layout }) => ({ path, dtype, shape, order, layout })),
    warnings: [...warnings, ...comparison.warnings],
    x: side(comparison.x, inputs[0]),
    y: side(comparison.y, inputs[1]),
    metrics: comparison.metrics,
    reasons: comparison.reasons,
    distances: comparison.distances,
    recipes: comparison.recipes,
    correlations: comparison.correlations,
    chance: comparison.chance,
    frequencies: comparison.frequencies ?? null,
  };
  return requireFinite(report, 'the report');
}

export type CompareReport = ReturnType<typeof compareReport>;

function side(
  { name: _, datapoints, neurons, ...figures }: LayerSummary,
  { path, layout, conv, tokens, grid }: InputReport,
) {
  return { path, datapoints, neurons, layout, conv, tokens, grid, ...figures };
}
