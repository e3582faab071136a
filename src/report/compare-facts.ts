import type { Headline } from '../analysis/headline.js';
import type { CompareReport } from './compare-report.js';
import { type MetricRow, metricRows } from './compare-rows.js';
import type { Facts, FactTable } from './facts.js';
import { defectRemark, frequencyTable } from './frequency-facts.js';

const { ceil, floor, PI } = Math;
const DIGITS = 4;
const LONGEST_PATH = 32;

/** What one line of the table says about each value, in the words of someone who has to use it. */
const MEANINGS: { readonly [row: string]: string } = {
  svcca: 'mean canonical correlation',
  'weighted x|y': 'how well y preserves the main directions of x',
  'weighted y|x': 'how well x preserves the main directions of y',
  'weighted mean': 'both ways',
  r2: 'mean squared correlation',
  gcd: 'shared part of the two subspaces',
  cca: 'mean canonical correlation',
  'pwcca x': 'correlations weighted by what they carry of x',
  'pwcca y': 'correlations weighted by what they carry of y',
  cka: 'alignment of all pairwise similarities of datapoints',
  'cka-debiased': 'the same without its bias at few datapoints',
  procrustes: 'overlap after the best rotation',
};

/** A comparison as people read it: headline, what was read, the metrics in groups with the floor of chance beside them. */
export function compareFacts(report: CompareReport, headline: Headline): Facts {
  return {
    headline: headlineText(headline, report),
    remarks: remarks(report),
    tables: [
      layersTable(report),
      ...metricGroups(report).map((group) => metricTable(group, report)),
      ...(report.frequencies === null ? [] : [frequencyTable(report.frequencies)]),
    ],
    warnings: report.warnings.map(({ message }) => message),
  };
}

/** Metrics that look at the same thing. */
export interface MetricGroup {
  readonly title: string;
  readonly note: string;
  readonly rows: readonly MetricRow[];
}

/** The metrics that were computed, by what they look at. */
export function metricGroups(report: CompareReport): MetricGroup[] {
  const rows = metricRows(report);
  const group = (names: readonly string[]) => rows.filter(({ metric }) => names.includes(metric));
  const whole = 'whole layers, where the scale of a direction counts; unchanged by rotation and isotropic scale';
  return [
    { title: 'kept directions', note: cutNote(report), rows: group(['svcca', 'weighted', 'r2', 'gcd']) },
    { title: 'every direction', note: fullNote(report), rows: group(['cca', 'pwcca']) },
    { title: 'geometry', note: whole, rows: group(['cka', 'cka-debiased', 'procrustes']) },
  ].filter(({ rows: { length } }) => length > 0);
}

/** The headline in words, with what chance alone gives beside it. */
export function headlineText({ metric, side, value }: Headline, { chance, reasons }: CompareReport): string {
  const name = side === null || side === 'mean' ? metric : `${metric} (${side})`;
  if (value === null) return `${name} is undefined: ${reasons.ckaDebiased ?? 'no value'}`;
  const floors = chance?.floors ?? {};
  const byChance =
    metric === 'weighted' ? floors.weighted?.mean : floors[metric as 'svcca' | 'cca' | 'r2' | 'gcd' | 'pwcca'];
  const beside = byChance === undefined ? '' : `, where chance alone gives ${byChance.toFixed(3)}`;
  return `${name} ${value.toFixed(DIGITS)}${beside}`;
}

function remarks({ correlations, chance, options, frequencies }: CompareReport): string[] {
  const lines: string[] = [];
  if (correlations !== null && chance !== null && chance.above !== null) {
    lines.push(`${spread(correlations)}; ${chance.above} above the edge of chance, ${chance.edge.toFixed(3)}`);
  }
  if (chance?.r2Corrected != null && options.metric.includes('r2')) {
    lines.push(`r2 corrected for chance: ${chance.r2Corrected.toFixed(DIGITS)}`);
  }
  const defect = frequencies === null ? undefined : defectRemark(frequencies);
  if (defect !== undefined) lines.push(defect);
  return lines;
}

function spread(correlations: readonly number[]): string {
  const [largest, smallest] = [correlations[0], correlations[correlations.length - 1]].map((rho) => rho.toFixed(3));
  if (correlations.length === 1) return `1 canonical correlation, ${largest}`;
  const middle = (correlations.length - 1) / 2;
  const median = (correlations[floor(middle)] + correlations[ceil(middle)]) / 2;
  return `${correlations.length} canonical correlations: largest ${largest}, median ${median.toFixed(3)}, smallest ${smallest}`;
}

function layersTable({ x, y, inputs }: CompareReport): FactTable {
  const [nameX, nameY] = shortened(x.path, y.path);
  const row = (letter: string, path: string, side: CompareReport['x'], { dtype }: CompareReport['inputs'][0]) => [
    letter,
    path,
    [side.layout, ...how(side), dtype].join(', '),
    side.datapoints,
    side.neurons,
    side.rank,
    side.k90,
    side.k95,
    side.k99,
    side.participationRatio,
    side.deadNeurons,
    side.duplicateNeurons,
  ];
  const names = ['', 'layer', 'read as', 'datapoints', 'neurons', 'rank', 'k90', 'k95', 'k99'];
  return {
    title: 'layers',
    note: 'k90: directions that hold 90 % of the variance; in use: the participation ratio',
    columns: [
      ...names.map((name) => ({ name })),
      { name: 'in use', digits: 1 },
      { name: 'dead' },
      { name: 'duplicate' },
    ],
    rows: [row('x', nameX, x, inputs[0]), row('y', nameY, y, inputs[1])],
  };
}

/** How a layer with positions was compared. */
export function how({ conv, tokens }: CompareReport['x']): string[] {
  if (conv !== null) return [conv];
  if (tokens === null) return [];
  return [typeof tokens === 'number' ? `position ${tokens}` : tokens];
}

/** Paths too long for a table lose folders from the left, unless that makes them alike. */
function shortened(x: string, y: string): [string, string] {
  const [shortX, shortY] = [x, y].map((path) => {
    const tail = path.slice(-LONGEST_PATH);
    return path.length <= LONGEST_PATH ? path : `…${tail.slice(Math.max(0, tail.indexOf('/')))}`;
  });
  return shortX === shortY ? [x, y] : [shortX, shortY];
}

/** What the SVD stage keeps, in words. */
export function cutNote({ options, x, y }: CompareReport): string {
  if (options.directions !== null) return `the first ${options.directions} directions of each layer`;
  if (options.variance === 1) return `all of the variance: ${x.k} directions of x, ${y.k} of y`;
  const what = options.energy === 'variance' ? 'variance' : 'sum of singular values';
  return `${percent(options.variance ?? 1)} of the ${what}: ${x.k} directions of x, ${y.k} of y`;
}

function fullNote({ x, y }: CompareReport): string {
  return `the numerical rank: ${x.rank} directions of x, ${y.rank} of y; small noisy ones count like large ones`;
}

function metricTable({ title, note, rows }: MetricGroup, report: CompareReport): FactTable {
  return {
    title,
    note,
    columns: [
      { name: 'metric' },
      { name: '' },
      { name: 'value', digits: DIGITS },
      { name: 'by chance', digits: 3 },
      { name: 'meaning' },
    ],
    rows: rows.map(({ metric, side, value, chance }) => {
      const meaning = MEANINGS[side === null ? metric : `${metric} ${side}`];
      return [metric, side ?? '', value, chance, meaning + addition(metric, report)];
    }),
  };
}

function addition(metric: string, { distances, reasons }: CompareReport): string {
  if (metric === 'procrustes' && distances.procrustes !== undefined) {
    return `; ${((distances.procrustes * 180) / PI).toFixed(1)}° apart`;
  }
  return metric === 'cka-debiased' && reasons.ckaDebiased !== undefined ? `; ${reasons.ckaDebiased}` : '';
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}
