import { type Command, InvalidArgumentError, Option } from 'commander';
import { SIDES, type Side } from '../analysis/dynamics-result.js';
import { METRICS, type Metric } from '../analysis/metrics.js';
import type { OpenRunOptions } from '../io/found-run.js';
import { type CutOptions, fileName, GROUPS, type ReadingOptions } from './options.js';

/** The options of commands that compare many layers by one metric. */
export interface OneMetricOptions extends CutOptions {
  readonly metric: Metric;
  readonly side?: Side;
}

/** The options that say what of a run directory is read. */
export interface RunOptions extends ReadingOptions {
  readonly layers?: readonly string[];
  readonly steps?: readonly string[];
  readonly strict?: boolean;
}

/** Where reductions are kept: a folder, nowhere, or where they always are. */
export interface CacheOptions {
  readonly cache?: string | boolean;
}

export function addOneMetricOption(command: Command): Command {
  return command
    .optionsGroup(GROUPS.measure)
    .addOption(
      new Option('--metric <name>', `what to compute: one of ${METRICS.join(' ')}`)
        .argParser(oneMetric)
        .default('weighted'),
    )
    .addOption(
      new Option(
        '--side <side>',
        'of a metric with two sides (weighted, pwcca): xy, weighted by what the row’s layer holds; yx, by what the column’s does; their mean; or the side of the layer with fewer directions (default: mean; pwcca: fewer)',
      ).choices(SIDES),
    );
}

export function addRunOptions(command: Command): Command {
  return command
    .optionsGroup(GROUPS.reading)
    .addOption(new Option('--layers <names>', 'which layers, bottom up: a,b,c').argParser(list))
    .addOption(new Option('--steps <steps>', 'which steps: 0,100,final or 0..1000').argParser(list))
    .option('--strict', 'a missing or unfinished dump is an error, not a gap');
}

export function addCacheOptions(command: Command): Command {
  return command
    .optionsGroup(GROUPS.work)
    .addOption(
      new Option(
        '--cache <folder>',
        'keep there what need not be computed again (default: ~/.cache/svcca, or svcca in $XDG_CACHE_HOME)',
      ).argParser(fileName),
    )
    .option('--no-cache', 'keep nothing for the next time');
}

/** How a run directory is opened. */
export function openingFrom({ layers, steps, strict = false, layout, dtype }: RunOptions): OpenRunOptions {
  return { layers, steps, strict, layout, dtype };
}

function oneMetric(text: string): Metric {
  const found = METRICS.find((metric) => metric === text.trim());
  if (found !== undefined) return found;
  const more = text.includes(',') ? 'one metric at a time: ' : '';
  throw new InvalidArgumentError(`${more}choose from ${METRICS.join(', ')}.`);
}

function list(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new InvalidArgumentError('names with commas between them are needed.');
}
