import type { CellsMark, Paint } from './scene.js';
import { type Painter, short } from './svg-paint.js';

const { ceil, floor, min, round } = Math;

/** From so many runs of equal cells on, a path for each would make the file large. */
const MANY = 2000;
/** Cells along the blocks that many cells are painted on. */
const BLOCK = 6;

interface Run {
  readonly colour: Paint;
  readonly column: number;
  readonly row: number;
  readonly count: number;
}

/** A table of cells as SVG. An embedded image would be smoothed by some programs, and cells could not be picked out. */
export function renderCells({ x, y, columns, cellWidth, cellHeight, colours }: CellsMark, paint: Painter): string {
  const table = { colours, columns };
  const runs = equalRuns(table);
  const place = `transform="translate(${short(x)} ${short(y)}) scale(${fine(cellWidth)} ${fine(cellHeight)})"`;
  const painted = runs.filter(({ colour }) => colour !== 'hatch');
  const cells =
    painted.length > MANY
      ? [...overlapping(blocks(table), paint), ...byColour(painted, paint)]
      : overlapping(table, paint);
  const boxes = runs
    .filter(({ colour }) => colour === 'hatch')
    .map(({ column, row, count }) => {
      const [left, top, width] = [x + column * cellWidth, y + row * cellHeight, count * cellWidth].map(short);
      return `M${left} ${top}h${width}v${short(cellHeight)}h-${width}`;
    });
  const hatched = boxes.length === 0 ? [] : ([{ fill: 'paper' }, { fill: 'hatch' }] as const);
  return [
    `<g ${place} shape-rendering="crispEdges">`,
    ...cells,
    '</g>',
    // Hatching is not scaled with the cells, so its boxes are in the coordinates of the scene.
    ...hatched.map((fill) => `<path d="${boxes.join('')}" shape-rendering="crispEdges"${paint(fill)}/>`),
  ].join('\n');
}

interface Table {
  readonly colours: readonly Paint[];
  readonly columns: number;
  /** Cells that one colour of the table stands for, along each side, and how far the last ones reach. */
  readonly unit?: number;
  readonly right?: number;
  readonly bottom?: number;
}

/**
 * One path for each run of equal cells, which reaches a cell further to the right and down, under those that are painted after
 * it: where programs smooth edges (most that make a PDF), no paper shines through between cells.
 */
function overlapping(table: Table, paint: Painter): string[] {
  const { colours, columns, unit = 1, right = columns, bottom = colours.length / columns } = table;
  return equalRuns(table)
    .filter(({ colour }) => colour !== 'hatch')
    .map(({ colour, column, row, count }) => {
      const [left, top] = [column * unit, row * unit];
      const [width, height] = [min((count + 1) * unit, right - left), min(2 * unit, bottom - top)];
      return `<path d="M${left} ${top}h${width}v${height}h-${width}"${paint({ fill: colour })}/>`;
    });
}

/** The same table seen from afar, to be painted under cells that do not overlap: a colour for every block. */
function blocks({ colours, columns }: Table): Table {
  const rows = colours.length / columns;
  const across = ceil(columns / BLOCK);
  const middle = (block: number, count: number) => min(count - 1, block * BLOCK + floor(BLOCK / 2));
  const seen = Array.from({ length: across * ceil(rows / BLOCK) }, (_, i) => {
    return colours[middle(floor(i / across), rows) * columns + middle(i % across, columns)];
  });
  return { colours: seen, columns: across, unit: BLOCK, right: columns, bottom: rows };
}

/** One path for each colour. */
function byColour(runs: readonly Run[], paint: Painter): string[] {
  const paths = new Map<Paint, string[]>();
  for (const { colour, column, row, count } of runs) {
    const box = `M${column} ${row}h${count}v1h-${count}`;
    const path = paths.get(colour);
    if (path === undefined) paths.set(colour, [box]);
    else path.push(box);
  }
  return [...paths].map(([fill, path]) => `<path d="${path.join('')}"${paint({ fill })}/>`);
}

/** Neighbours of one colour in a row, row by row. */
function equalRuns({ colours, columns }: Table): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < colours.length; ) {
    const column = start % columns;
    let end = start + 1;
    while (end < start - column + columns && colours[end] === colours[start]) end++;
    runs.push({ colour: colours[start], column, row: (start - column) / columns, count: end - start });
    start = end;
  }
  return runs;
}

/** What is multiplied by hundreds of cells keeps more digits. */
function fine(value: number): string {
  return String(round(value * 1e6) / 1e6);
}
