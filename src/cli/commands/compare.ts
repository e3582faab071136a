import { Command } from 'commander';
import { type Comparison, compare } from '../../analysis/compare.js';
import { headline } from '../../analysis/headline.js';
import type { Metric } from '../../analysis/pair-metrics.js';
import { EXIT_CODES, SvccaError } from '../../errors.js';
import type { Layout } from '../../io/layout.js';
import { compareReport } from '../../report/compare-report.js';
import { openPair, readingNote } from '../compare-inputs.js';
import * as options from '../options.js';
import { type Output, type OutputOptions, standardOutput } from '../output.js';
import { type ProgressMode, startProgress } from '../progress.js';
import { prepareDirections, prepareResult } from '../targets.js';
import { renderComparison } from '../render-comparison.js';
import { VERSION } from '../version.js';

interface Options extends options.CutOptions, options.ReportOptions, OutputOptions {
  readonly metric: readonly Metric[];
  readonly layout: 'auto' | Layout;
  readonly dtype?: 'bf16';
  readonly progress: ProgressMode;
  readonly saveDirections?: string;
  readonly failUnder?: number;
}
