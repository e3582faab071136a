import { printable } from '../facts.js';
import type { ClassesReport } from '../run-reports.js';
import { colourByOrder, heightFromZeroToOne, tooltip } from './channels.js';

/** A line for every class against depth, chance dashed. */
export function classesSpec(report: ClassesReport): object {
  const { correlation, adjustedR2, floor, depth } = report;
  const [layers, classes] = [report.layers.map(printable), report.classes.map(printable)];
  const x = {
    field: 'depth',
    type: 'quantitative',
    scale: { domain: [0, 1] },
    axis: { title: 'depth, share of the network’s' },
  };
  const lines = correlation.flatMap((row, l) =>
    row.flatMap((r, c) => {
      return r === null
        ? []
        : [{ layer: layers[l], depth: depth[l], class: classes[c], r, adjustedR2: adjustedR2[l][c] }];
    }),
  );
  return {
    title: { text: 'Where each class becomes visible', anchor: 'start' },
    datasets: { classes: lines, chance: floor.map((r, l) => ({ layer: layers[l], depth: depth[l], r })) },
    ...{ width: 720, height: 360 },
    layer: [
      {
        data: { name: 'classes' },
        mark: { type: 'line', point: classes.length <= 26 },
        encoding: {
          x,
          y: heightFromZeroToOne('r', 'R of the class’s logit with the layer'),
          color: colourByOrder('class', classes),
          tooltip: tooltip(['class', 'layer', 'depth', 'r', 'adjustedR2']),
        },
      },
      {
        data: { name: 'chance' },
        mark: { type: 'line', strokeDash: [7, 4], color: '#b0480b' },
        encoding: { x, y: heightFromZeroToOne('r', 'R of the class’s logit with the layer') },
      },
    ],
  };
}
