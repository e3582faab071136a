import { type DecidingOptions, decidingOptions } from './report-options.js';

/** The options that decide the numbers of a plan or a projection. */
export interface CompressionReportOptions extends DecidingOptions {
  readonly draws: number;
  readonly seed: number;
}

/** They as they stand in a report; maps are flattened where nothing was asked for. */
export function compressionReportOptions({ draws, seed, ...options }: CompressionReportOptions) {
  const { directions: _, ...deciding } = decidingOptions({ ...options, conv: options.conv ?? 'flatten' });
  return { ...deciding, draws, seed };
}
