import type { VisibleClassesReport } from './classes-report.js';
import type { Cell, Facts, FactTable } from './facts.js';

const { ceil, floor } = Math;
const DIGITS = 3;
const DEPTH_DIGITS = 2;

/** Up to so many classes each gets a column. */
const MOST_COLUMNS = 12;

/** Where classes become visible as people read it: how many from which layer on, the layers, and each class's R where they are few. */
export function classesFacts(report: VisibleClassesReport): Facts {
  return {
    headline: headline(report),
    remarks: remarks(report),
    tables: [layersTable(report), ...(report.classes.length <= MOST_COLUMNS ? [classesTable(report)] : [])],
    warnings: report.warnings.map(({ message }) => message),
  };
}

function headline({ layers, depth, classes, visible }: VisibleClassesReport): string {
  const places = visible.layers.filter((layer) => layer !== null).map((layer) => layers.indexOf(layer));
  if (places.length === 0) return 'no class is visible at the last layer';
  const sorted = places.sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const at = (l: number) => `${layers[l]} (depth ${depth[l].toFixed(DEPTH_DIGITS)})`;
  const few = places.length < classes.length ? `${places.length} of ${classes.length} ` : '';
  if (first === last) return `${few}classes become visible at ${at(first)}`;
  return `${few}classes become visible from ${at(first)} to ${at(last)}`;
}

function remarks({ visible, layers, options }: VisibleClassesReport): string[] {
  const share = visible.share === 0.5 ? 'half' : String(visible.share);
  const what = options['labels'] === true ? 'the indicator of its label' : 'its logit';
  return [
    `visible: the adjusted R² of a class has reached ${share} of what ${layers[layers.length - 1]}, the last layer, gives; R: multiple correlation of ${what} with the layer`,
  ];
}

function layersTable(report: VisibleClassesReport): FactTable {
  const { layers, depth, correlation, classes, summaries, visible } = report;
  return {
    title: 'layers',
    note: `bottom up; ${cutNote(report)}; R by chance: that of a class that has nothing to do with the layer`,
    columns: [
      { name: 'layer' },
      { name: 'depth', digits: DEPTH_DIGITS },
      { name: 'neurons' },
      { name: 'k' },
      { name: 'R by chance', digits: DIGITS },
      { name: 'median R', digits: DIGITS },
      { name: 'weakest', digits: DIGITS },
      { name: 'class' },
      { name: 'strongest', digits: DIGITS },
      { name: 'class' },
      { name: 'classes visible' },
    ],
    rows: layers.map((layer, l): Cell[] => {
      const ranked = correlation[l]
        .flatMap((r, c) => (r === null ? [] : [{ r, name: classes[c] }]))
        .sort((a, b) => a.r - b.r);
      const [weakest, strongest] = [ranked[0], ranked[ranked.length - 1]];
      const middle = (ranked.length - 1) / 2;
      const median = (ranked[floor(middle)].r + ranked[ceil(middle)].r) / 2;
      const { neurons, k } = summaries[l];
      const ends = [weakest.r, weakest.name, strongest.r, strongest.name];
      const seen = visible.layers.filter((from) => from !== null && layers.indexOf(from) <= l).length;
      return [layer, depth[l], neurons, k, report.floor[l], median, ...ends, seen];
    }),
  };
}

function cutNote({ options }: VisibleClassesReport): string {
  const { variance, energy, directions } = options;
  if (directions !== null) return `the first ${directions} directions of each`;
  if (variance === 1) return 'every direction of each';
  const percent = Number((Number(variance) * 100).toPrecision(12));
  return `directions that hold ${percent} % of the ${energy === 'variance' ? 'variance' : 'sum of singular values'}`;
}

/** R of each class at each layer. */
function classesTable({ layers, classes, correlation, visible }: VisibleClassesReport): FactTable {
  return {
    title: 'R of each class',
    columns: [{ name: 'layer' }, ...classes.map((name) => ({ name, digits: DIGITS }))],
    rows: [
      ...layers.map((layer, l): Cell[] => [layer, ...correlation[l]]),
      ['visible from', ...visible.layers.map((layer) => layer ?? '–')],
    ],
  };
}
