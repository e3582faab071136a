import type { Pane } from '../../analysis/dynamics-result.js';
import { colourOf } from './colour-ramp.js';
import type { Mark, Paint, Panel, Readout } from './scene.js';

/** The cells of a matrix and its frame, its first row at the bottom; where there is no value it is hatched. */
export function heatMap(values: Pane, { cell, readout }: { cell: number; readout: HeatMapReadout }): Panel {
  const [rows, columns] = [values.length, values[0].length];
  const [width, height] = [columns * cell, rows * cell];
  const colours = upwards(values).map((value): Paint => (value === null ? 'hatch' : colourOf(value)));
  const marks: Mark[] = [
    { kind: 'cells', x: 0, y: 0, columns, cellWidth: cell, cellHeight: cell, colours },
    { kind: 'rect', x: 0, y: 0, width, height, stroke: 'muted' },
  ];
  return { width, height, marks, readouts: [told(readout, { rows, columns, cell })] };
}

/** What a page tells of the cells; rows and labels in the order of the matrix. */
export interface HeatMapReadout {
  readonly name: string;
  readonly rows: { readonly name: string; readonly labels: readonly string[] };
  readonly columns: { readonly name: string; readonly labels: readonly string[] };
  readonly fields: readonly { readonly name: string; readonly values: Pane }[];
}

function told(
  { name, rows: rowRuler, columns: columnRuler, fields }: HeatMapReadout,
  { rows, columns, cell }: { rows: number; columns: number; cell: number },
): Readout {
  return {
    ...{ name, x: 0, y: 0, rows, columns, cellWidth: cell, cellHeight: cell, columnRuler },
    rowRuler: { name: rowRuler.name, labels: [...rowRuler.labels].reverse() },
    fields: fields.map(({ name, values }) => ({ name, values: upwards(values).map(told4) })),
  };
}

/** Four decimals are more than anyone reads off a picture. */
function told4(value: number | null): number | null {
  return value === null ? null : Number(value.toFixed(4));
}

/** The cells row by row down the page, where the first row of the matrix is the lowest. */
function upwards<T>(values: readonly (readonly T[])[]): T[] {
  return [...values].reverse().flat();
}
