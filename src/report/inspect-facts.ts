import type { Cell, Column, Facts, FactTable } from './facts.js';
import type { ArrayReport, InspectReport } from './inspect-report.js';

/** So many steps are shown one by one; of more, how many there are. */
const MOST_MARKS = 32;
const MOST_NAMED = 8;

/** What is in a path as people read it: a row a layer or array, with a mark a step. */
export function inspectFacts(report: InspectReport): Facts {
  return {
    headline: headline(report),
    remarks: [...(report.kind === 'run' ? [orderRemark(report), stepsRemark(report)] : []), ...problems(report)],
    tables: report.arrays.length === 0 ? [] : [arraysTable(report)],
    warnings: report.warnings.map(({ message }) => message),
  };
}

function headline({ path, kind, steps, layers, dumps, arrays }: InspectReport): string {
  if (kind === 'file') return `${path}: ${counted(arrays.length, 'array')}`;
  const there = dumps.flat().filter((dump) => dump !== null).length;
  const all = steps.length * layers.length;
  const of = there === all ? `${all}` : `${there} of ${all}`;
  const datapoints = arrays.find((array) => array.datapoints !== null)?.datapoints ?? 0;
  return `${path}: ${counted(steps.length, 'step')} × ${counted(layers.length, 'layer')}, ${of} dumps of ${datapoints} datapoints`;
}

const ORDERS: { readonly [order: string]: string } = {
  option: 'as --layers says',
  manifest: 'as svcca.json says',
  prefix: 'by the numbers before their names',
  archive: 'as the archives have them',
  natural: 'guessed from their names',
};

function orderRemark({ order, layers }: InspectReport): string {
  return layers.length === 1 ? `layer: ${layers[0]}` : `order of the layers: ${ORDERS[order as string]}`;
}

function stepsRemark({ steps }: InspectReport): string {
  const named = steps.length > MOST_NAMED ? [...steps.slice(0, MOST_NAMED - 1), '…', steps.at(-1)] : steps;
  return `steps: ${named.join(' ')}`;
}

function problems({ arrays }: InspectReport): string[] {
  return arrays.flatMap(({ name, problem, unusable }) => {
    if (problem !== null) return [`${name}: ${problem}`];
    if (unusable === null || unusable.first === null) return [];
    const { nan, infinite, other, first } = unusable;
    const found = [nan > 0 && `${nan} nan`, infinite > 0 && `${infinite} infinite`, other > 0 && `${other} unusable`];
    return [`${name}: ${found.filter((text) => text !== false).join(', ')} values, the first at [${first.join(', ')}]`];
  });
}

function arraysTable(report: InspectReport): FactTable {
  const { kind, steps, dumps, arrays, options } = report;
  const isRun = kind === 'run';
  const last = steps.at(-1);
  const figures: Column[] = options.headersOnly
    ? []
    : [{ name: 'k99' }, { name: 'PR', digits: 1 }, { name: 'dead' }, { name: 'same' }, { name: 'bad' }];
  return {
    title: isRun ? 'layers' : 'arrays',
    note: noteOf(report),
    columns: [
      { name: isRun ? 'layer' : 'array' },
      ...(isRun ? [{ name: 'dumps' }] : []),
      ...[{ name: 'dtype' }, { name: 'shape' }, { name: 'layout' }],
      ...figures,
    ],
    rows: arrays.map((array, l) => [
      array.step !== null && array.step !== last ? `${array.name} (${array.step})` : array.name,
      ...(isRun ? [marks(dumps.map((row) => row[l] !== null))] : []),
      array.dtype,
      array.shape === null ? null : `${array.shape.join(' × ')}${array.order === 'F' ? ' F' : ''}`,
      array.layout === null ? null : `${array.layout}${array.guessed ? '?' : ''}`,
      ...(figures.length === 0 ? [] : figureCells(array)),
    ]),
  };
}

function noteOf({ kind, steps, arrays, options }: InspectReport): string {
  const marked = kind === 'run' ? (steps.length > MOST_MARKS ? [] : ['■ a dump, · none, a mark a step']) : [];
  const read = options.headersOnly
    ? []
    : [
        `figures${kind === 'run' ? ` at step ${steps.at(-1)}` : ''}: same, equal neurons; bad, values that are no numbers`,
      ];
  const guessed = arrays.some((array) => array.guessed) ? ['?, guessed'] : [];
  return [...marked, ...read, ...guessed].join('; ');
}

function marks(there: readonly boolean[]): string {
  if (there.length <= MOST_MARKS) return there.map((is) => (is ? '■' : '·')).join('');
  return `${there.filter((is) => is).length} of ${there.length}`;
}

function figureCells({ figures, unusable }: ArrayReport): Cell[] {
  const bad = unusable === null ? null : unusable.nan + unusable.infinite + unusable.other;
  if (figures === null) return [null, null, null, null, bad];
  const { k99, participationRatio, deadNeurons, duplicateNeurons } = figures;
  return [k99, participationRatio, deadNeurons, duplicateNeurons, bad];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
