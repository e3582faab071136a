import type { CompressionCurves, Worth } from '../analysis/compression-result.js';
import type { CompareReport } from './compare-report.js';
import type { CompressPlanReport, ProjectReport } from './compression-reports.js';
import type { DrawnReport } from './figure/report-scene.js';
import type { ClassesReport, CrossReport, DynamicsReport, FreezePlanReport } from './run-reports.js';
import type { Mismatch } from './structure.js';

/** The first list of a report whose length does not fit the others; null where all fit. The report's structure is right already. */
export function sizeMismatch(report: DrawnReport): Mismatch | null {
  for (const { place, list, sizes } of lists(report)) {
    const wrong = list === null || list === undefined ? null : wrongSize(list, sizes, place);
    if (wrong !== null) return wrong;
  }
  return strayName(report);
}

interface Sized {
  readonly place: string;
  readonly list: unknown;
  readonly sizes: readonly number[];
}

function lists(report: DrawnReport): Sized[] {
  switch (report.schema) {
    case 'svcca.dynamics/1':
      return dynamicsLists(report as DynamicsReport);
    case 'svcca.cross/1':
      return crossLists(report as CrossReport);
    case 'svcca.classes/1':
      return classesLists(report as ClassesReport);
    case 'svcca.freeze-plan/1':
      return freezePlanLists(report as FreezePlanReport);
    case 'svcca.compress-plan/1':
      return compressPlanLists(report as CompressPlanReport);
    case 'svcca.project/1':
      return projectLists(report as ProjectReport);
    default:
      return compareLists(report as CompareReport);
  }
}

function dynamicsLists({ layers, steps, panes, sides, floors, curves, settled, summaries }: DynamicsReport): Sized[] {
  const sizes = [steps.length, layers.length, layers.length];
  return [
    { place: 'panes', list: panes, sizes },
    { place: 'sides.xy', list: sides?.xy, sizes },
    { place: 'sides.yx', list: sides?.yx, sizes },
    { place: 'floors', list: floors, sizes },
    { place: 'curves', list: curves, sizes: [layers.length, steps.length] },
    { place: 'settled', list: settled, sizes: [layers.length] },
    { place: 'summaries', list: summaries, sizes: [steps.length, layers.length] },
  ];
}

function crossLists({ rows, columns, matrix, sides, floors, depth, summaries }: CrossReport): Sized[] {
  const sizes = [rows.length, columns.length];
  return [
    { place: 'matrix', list: matrix, sizes },
    { place: 'sides.xy', list: sides?.xy, sizes },
    { place: 'sides.yx', list: sides?.yx, sizes },
    { place: 'floors', list: floors, sizes },
    { place: 'depth.rows', list: depth.rows, sizes: [rows.length] },
    { place: 'depth.columns', list: depth.columns, sizes: [columns.length] },
    { place: 'summaries.rows', list: summaries.rows, sizes: [rows.length] },
    { place: 'summaries.columns', list: summaries.columns, sizes: [columns.length] },
  ];
}

function classesLists({ layers, classes, correlation, adjustedR2, floor, depth, summaries }: ClassesReport): Sized[] {
  const [count, sizes] = [[layers.length], [layers.length, classes.length]];
  return [
    { place: 'correlation', list: correlation, sizes },
    { place: 'adjustedR2', list: adjustedR2, sizes },
    { place: 'floor', list: floor, sizes: count },
    { place: 'depth', list: depth, sizes: count },
    { place: 'summaries', list: summaries, sizes: count },
  ];
}

function freezePlanLists({ layers, schedule, costs, curves, steps }: FreezePlanReport): Sized[] {
  return [
    { place: 'schedule', list: schedule, sizes: [layers.length] },
    { place: 'costs', list: costs, sizes: [layers.length] },
    { place: 'curves', list: curves, sizes: [layers.length, steps.length] },
  ];
}

function compressPlanLists({ layers, inputs }: CompressPlanReport): Sized[] {
  return [
    { place: 'inputs', list: inputs, sizes: [layers.length] },
    ...layers.flatMap(({ curve, directions }, i) => [
      { place: `layers[${i}].directions.correlations`, list: directions.correlations, sizes: [directions.aligned] },
      ...curveLists(curve, `layers[${i}].curve`),
    ]),
  ];
}

function projectLists({ curve, directions, distributed }: ProjectReport): Sized[] {
  return [
    { place: 'directions.correlations', list: directions.correlations, sizes: [directions.aligned] },
    ...curveLists(curve, 'curve'),
    ...distributed.flatMap(({ neurons, worth }, i) => worthLists(worth, `distributed[${i}].worth`, neurons.length)),
  ];
}

function curveLists({ k, methods }: CompressionCurves, place: string): Sized[] {
  return methods.flatMap((method, i) => [
    ...worthLists(method, `${place}.methods[${i}]`, k.length),
    ...(method.deviation === null ? [] : worthLists(method.deviation, `${place}.methods[${i}].deviation`, k.length)),
  ]);
}

function worthLists({ residual, accuracy, agreement }: Worth<unknown>, place: string, size: number): Sized[] {
  return Object.entries({ residual, accuracy, agreement }).map(([name, list]) => {
    return { place: `${place}.${name}`, list, sizes: [size] };
  });
}

function compareLists({ frequencies }: CompareReport): Sized[] {
  if (frequencies === null) return [];
  const { height, width, similarity, kx, ky, varianceX, varianceY } = frequencies;
  return Object.entries({ similarity, kx, ky, varianceX, varianceY }).map(([name, list]) => ({
    place: `frequencies.${name}`,
    list,
    sizes: [height, width],
  }));
}

function wrongSize(list: unknown, [size, ...inner]: readonly number[], place: string): Mismatch | null {
  if (!Array.isArray(list) || size === undefined) return null;
  if (list.length !== size) return { place, found: `a list of ${list.length}`, expected: `a list of ${size}` };
  if (inner.length === 0) return null;
  for (const [i, item] of list.entries()) {
    const wrong = wrongSize(item, inner, `${place}[${i}]`);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** A step, layer or metric that is named where there is none of that name. */
function strayName(report: DrawnReport): Mismatch | null {
  const stray = <T>(named: readonly (T | null)[], known: readonly T[], place: string): Mismatch | null => {
    const i = named.findIndex((name) => name !== null && !known.includes(name));
    if (i === -1) return null;
    return { place: `${place}[${i}]`, found: JSON.stringify(named[i]), expected: 'one of those that the report lists' };
  };
  if (report.schema === 'svcca.dynamics/1') {
    const { settled, steps } = report as DynamicsReport;
    return stray(settled, steps, 'settled');
  }
  if (report.schema === 'svcca.cross/1') {
    const { rows, columns, best } = report as CrossReport;
    const names = (matches: CrossReport['best']['rows'], key: 'layer' | 'match') => matches.map((match) => match[key]);
    return (
      stray(names(best.rows, 'layer'), rows, 'best.rows') ??
      stray(names(best.rows, 'match'), columns, 'best.rows') ??
      stray(names(best.columns, 'layer'), columns, 'best.columns') ??
      stray(names(best.columns, 'match'), rows, 'best.columns')
    );
  }
  return null;
}
