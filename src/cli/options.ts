import { type Command, InvalidArgumentError, Option } from 'commander';
import { METRICS, type Metric } from '../analysis/metrics.js';
import { CONV_READINGS, type ConvReading, type TokensReading } from '../analysis/read-layers.js';
import { SvccaError } from '../errors.js';
import { LAYOUTS, type Layout } from '../io/layout.js';
import { type Cut, DEFAULT_CUT } from '../similarity/kept-directions.js';
import type { Selection } from '../similarity/select-datapoints.js';

/** Headings of the options in a command's help. */
export const GROUPS = {
  reading: 'What is read:',
  measure: 'What is measured:',
  result: 'What comes out:',
  work: 'How it runs:',
} as const;

const FORMATS = ['table', 'json', 'jsonl', 'csv', 'tsv', 'md'] as const;
export type Format = (typeof FORMATS)[number];

const FORMAT_OF_EXTENSION: { readonly [extension: string]: Format } = {
  json: 'json',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  csv: 'csv',
  tsv: 'tsv',
  md: 'md',
  txt: 'table',
};

/** The options that say how layers are cut and measured. */
export interface CutOptions {
  readonly variance?: number;
  readonly energy: Cut['energy'];
  readonly directions?: number;
}

/** The options that say how dumps are read. */
export interface ReadingOptions {
  readonly layout: 'auto' | Layout;
  readonly conv?: ConvReading;
  readonly tokens?: TokensReading;
  readonly dtype?: 'bf16';
  readonly datapoints?: number;
  readonly sample?: number;
  readonly seed: number;
}

/** The options that every command which prints a result has. */
export interface ReportOptions {
  readonly format?: Format;
  readonly json?: boolean;
  readonly output?: string;
}

export function addMetricOptions(command: Command): Command {
  return addCutOptions(
    command
      .optionsGroup(GROUPS.measure)
      .addOption(
        new Option('--metric <names>', `what to compute, comma-separated: ${METRICS.join(' ')}`)
          .argParser(metricList)
          .default(METRICS, 'all of them'),
      ),
  );
}

export function addCutOptions(command: Command): Command {
  return addShareOptions(command).addOption(
    new Option('--directions <k>', 'keep this many directions instead').argParser(wholeFrom(1)).conflicts('variance'),
  );
}

/** The cut by a share alone. */
export function addShareOptions(command: Command): Command {
  return command
    .optionsGroup(GROUPS.measure)
    .addOption(
      new Option(
        '--variance <share>',
        'share of variance that the SVD stage keeps; 1 keeps everything (default: 0.99)',
      ).argParser(share),
    )
    .addOption(
      new Option('--energy <kind>', 'measure the share in variance (Σλ²) or in singular values (Σλ)')
        .choices(['variance', 'singular'])
        .default('variance'),
    );
}

/** The options that say how arrays are stored. */
export function addStorageOptions(command: Command): Command {
  return command
    .optionsGroup(GROUPS.reading)
    .addOption(
      new Option(
        '--layout <layout>',
        'nd: rows are datapoints; dn: rows are neurons; nhwc, nchw: maps of channels, last or second; ntd: sequences; auto: what the lengths tell',
      )
        .choices(['auto', ...LAYOUTS])
        .default('auto'),
    )
    .addOption(new Option('--dtype <type>', 'read the untyped 2-byte values of a .npy (V2) as bf16').choices(['bf16']));
}

export function addReadingOptions(
  command: Command,
  { conv = 'dft', drawn = '--sample' }: { conv?: ConvReading; drawn?: string } = {},
): Command {
  return addStorageOptions(command)
    .addOption(
      new Option(
        '--conv <reading>',
        `how maps (4 axes) are compared: dft, frequency by frequency; channels, every position a datapoint; pool, the mean over positions; flatten, every channel of every position a neuron (default: ${conv})`,
      ).choices(CONV_READINGS),
    )
    .addOption(
      new Option(
        '--tokens <positions>',
        'which positions of sequences (3 axes) are compared: all, each a datapoint; their mean; or one by its index, -1 for the last (default: all where both layers have as many, else mean)',
      ).argParser(tokensReading),
    )
    .addOption(new Option('--datapoints <n>', 'use only the first n datapoints').argParser(wholeFrom(2)))
    .addOption(
      new Option('--sample <n>', 'use n datapoints drawn at random by --seed')
        .argParser(wholeFrom(2))
        .conflicts('datapoints'),
    )
    .addOption(new Option('--seed <s>', `the seed of ${drawn}`).argParser(wholeFrom(0)).default(0));
}

/** The datapoints that the options ask for; undefined for all of them. */
export function selectionFrom({ datapoints, sample, seed }: ReadingOptions): Selection | undefined {
  if (sample !== undefined) return { count: sample, seed };
  return datapoints === undefined ? undefined : { count: datapoints };
}

export function addFormatOptions(command: Command): Command {
  return command
    .optionsGroup(GROUPS.result)
    .addOption(
      new Option('--format <format>', 'form of the result; a table where -o does not say otherwise').choices([
        ...FORMATS,
      ]),
    )
    .option('--json', 'short for --format json')
    .addOption(
      new Option(
        '-o, --output <file>',
        'write the result to a file, in the format of its extension; - is standard output',
      ).argParser(fileName),
    );
}

/** The picture of a result. */
export function addPlotOption(command: Command): Command {
  return command
    .optionsGroup(GROUPS.result)
    .option('--plot <file>', 'draw the result, as the extension says: .svg, .png or .html', fileName);
}

/** The picture, and a folder of everything. */
export function addPictureOptions(command: Command): Command {
  return addPlotOption(command).option(
    '--out-dir <folder>',
    'write everything there: report, rows, matrices, figures',
    fileName,
  );
}

export function addReportOptions(command: Command): Command {
  return addFormatOptions(command)
    .optionsGroup(GROUPS.work)
    .addOption(
      new Option('--progress <when>', 'show a progress bar on standard error')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .option('-q, --quiet', 'no notes or warnings on standard error')
    .option('-v, --verbose', 'say on standard error what was decided and why')
    .option('--no-color', 'plain text (NO_COLOR works too)');
}

/** The cut that the options ask for. */
export function cutFrom({ variance = DEFAULT_CUT.variance, energy, directions }: CutOptions): Cut {
  return { variance, energy, ...(directions === undefined ? {} : { directions }) };
}

/** The cut by a share, where the number of directions means something else. */
export function shareFrom({ variance = DEFAULT_CUT.variance, energy }: Omit<CutOptions, 'directions'>): Cut {
  return { variance, energy };
}

/** The options with - as the output, which means standard output, left out. */
export function withStandardOutput<Options extends ReportOptions>({ output, ...options }: Options) {
  return output === undefined || output === '-' ? options : { output, ...options };
}

/** The format asked for, else that of the output file's extension, else the table. */
export function formatFrom({ format, json, output }: ReportOptions): Format {
  if (format !== undefined && json && format !== 'json') {
    throw new SvccaError('usage', `--json and --format ${format} ask for different formats`, {
      hint: 'give one of them',
    });
  }
  if (format !== undefined || json) return format ?? 'json';
  if (output === undefined) return 'table';
  const extension = /\.([^./\\]+)$/.exec(output)?.[1]?.toLowerCase() ?? '';
  const found = FORMAT_OF_EXTENSION[extension];
  if (found !== undefined) return found;
  throw new SvccaError('usage', `${output} does not say by its extension what format to write`, {
    hint: `use one of ${Object.keys(FORMAT_OF_EXTENSION)
      .map((name) => `.${name}`)
      .join(' ')}, or give --format`,
  });
}

/** A name that is one: the value of an unset shell variable is not. */
export function fileName(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('a file name is needed; is a shell variable not set?');
}

export function similarity(text: string): number {
  const value = number(text);
  if (value >= -1 && value <= 1) return value;
  throw new InvalidArgumentError('a similarity lies between 0 and 1 (cka-debiased: -1 and 1), for example 0.9.');
}

function tokensReading(text: string): TokensReading {
  if (text === 'all' || text === 'mean') return text;
  const index = number(text);
  if (Number.isSafeInteger(index)) return index;
  throw new InvalidArgumentError('all, mean or the index of one position (-1: the last) is needed.');
}

function share(text: string): number {
  const value = number(text);
  if (value > 0 && value <= 1) return value;
  throw new InvalidArgumentError('a share of variance lies above 0 and at most at 1, for example 0.99.');
}

/** A parser of whole numbers from `least` on. */
export function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    const value = number(text);
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`a whole number, ${least} or more, is needed.`);
  };
}

function number(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

function metricList(text: string): Metric[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(METRICS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`there is no metric '${unknown}'; choose from ${METRICS.join(', ')}.`);
  }
  return [...new Set(names as Metric[])];
}

/** Whole numbers from 1 on separated by commas, rising, each once. */
export function wholeNumbers(text: string): number[] {
  const values = text.split(',').map((each) => number(each.trim()));
  if (values.every((value) => Number.isSafeInteger(value) && value >= 1)) {
    return [...new Set(values)].sort((a, b) => a - b);
  }
  throw new InvalidArgumentError('whole numbers from 1 on with commas between are needed, for example 1,2,4,8.');
}

/** A parser of numbers that lie within bounds, or, where they are `open`, above the lower one. */
export function numberIn(
  least: number,
  most: number,
  { what, open = false }: { what: string; open?: boolean },
): (text: string) => number {
  return (text) => {
    const value = number(text);
    if ((open ? value > least : value >= least) && value <= most) return value;
    throw new InvalidArgumentError(what);
  };
}

/** A parser of names separated by commas. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('names separated by commas are needed, for example fc1,fc2.');
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new InvalidArgumentError(`'${twice}' is there twice.`);
  return names;
}
