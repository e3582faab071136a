import { escapeMarkup } from './escape-markup.js';
import { LIGHT } from './palette.js';
import type { CellsMark, DotMark, Mark, Paint, PathMark, RectMark, Role, Scene, TextMark } from './scene.js';

const { min, round } = Math;

/** The bundled font, then Verdana, whose characters are as wide. */
const FONTS = "'DejaVu Sans', Verdana, sans-serif";

/** How a renderer writes what a mark is painted with. */
type Painter = (paints: { fill?: Paint | undefined; stroke?: Paint | undefined }) => string;

/**
 * A scene as SVG that stands alone: colours written out, on white paper. With `classes`, as part of a page whose style
 * decides: roles become the classes `fill-ROLE` and `stroke-ROLE`.
 */
export function renderSvg(scene: Scene, { classes = false }: { classes?: boolean } = {}): string {
  const painter = classes ? paintByClass : paintByColour;
  const [width, height] = [short(scene.width), short(scene.height)];
  const title = escapeMarkup(scene.title);
  // A page would show a title element as a tooltip over everything.
  const named = classes ? `role="group" aria-label="${title}"` : 'role="img" aria-labelledby="figure-title"';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${named} aria-describedby="figure-description" font-family="${FONTS}">`,
    ...(classes ? [] : [`<title id="figure-title">${title}</title>`]),
    `<desc id="figure-description">${escapeMarkup(scene.description)}</desc>`,
    ...(scene.marks.some(isHatched) ? [hatching(painter)] : []),
    ...[paper(scene), ...scene.marks].map((mark) => renderMark(mark, painter)),
    '</svg>',
    '',
  ].join('\n');
}

function paper({ width, height }: Scene): RectMark {
  return { kind: 'rect', x: 0, y: 0, width, height, fill: 'paper' };
}

function isHatched(mark: Mark): boolean {
  return mark.kind === 'cells' ? mark.colours.includes('hatch') : 'fill' in mark && mark.fill === 'hatch';
}

/** Oblique lines: no colour of any scale, in greyscale too. */
function hatching(paint: Painter): string {
  return [
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">',
    `<path d="M-1 7L7 -1M-1 1L1 -1M5 7L7 5" stroke-width="1"${paint({ fill: undefined, stroke: 'muted' })}/>`,
    '</pattern></defs>',
  ].join('');
}

function renderMark(mark: Mark, paint: Painter): string {
  switch (mark.kind) {
    case 'text':
      return renderText(mark, paint);
    case 'path':
      return renderPath(mark, paint);
    case 'rect':
      return renderRect(mark, paint);
    case 'dot':
      return renderDot(mark, paint);
    case 'cells':
      return renderCells(mark, paint);
  }
}

function renderText({ x, y, text, size, fill, bold, anchor, turned }: TextMark, paint: Painter): string {
  const weight = bold ? ' font-weight="bold"' : '';
  const align = anchor === undefined || anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const place = turned
    ? `transform="translate(${short(x)} ${short(y)}) rotate(-90)"`
    : `x="${short(x)}" y="${short(y)}"`;
  return `<text ${place} font-size="${short(size)}"${weight}${align}${paint({ fill })}>${escapeMarkup(text)}</text>`;
}

function renderPath({ x, y, points, stroke, fill, width = 1, dash }: PathMark, paint: Painter): string {
  const steps = points.map(([dx, dy]) => `${short(x + dx)} ${short(y + dy)}`);
  const line = stroke === undefined ? '' : ` stroke-width="${short(width)}" stroke-linejoin="round"`;
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash.map(short).join(' ')}"`;
  return `<path d="M${steps.join('L')}${fill === undefined ? '' : 'z'}"${line}${dashes}${paint({ fill, stroke })}/>`;
}

function renderRect({ x, y, width, height, fill, stroke }: RectMark, paint: Painter): string {
  const box = `x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}"`;
  return `<rect ${box}${paint({ fill, stroke })}/>`;
}

function renderDot({ x, y, radius, fill, stroke }: DotMark, paint: Painter): string {
  return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}"${paint({ fill, stroke })}/>`;
}

/**
 * One path for each run of equal cells, which reaches a cell further to the right and down, under those that are painted after
 * it: where programs smooth edges (most that make a PDF), no paper shines through between cells. An embedded image would be smoothed itself.
 */
function renderCells({ x, y, columns, cellWidth, cellHeight, colours }: CellsMark, paint: Painter): string {
  const rows = colours.length / columns;
  const runs = equalRuns(colours, columns);
  const place = `transform="translate(${short(x)} ${short(y)}) scale(${fine(cellWidth)} ${fine(cellHeight)})"`;
  const cells = runs
    .filter(({ colour }) => colour !== 'hatch')
    .map(({ colour, column, row, count }) => {
      const [width, height] = [min(count + 1, columns - column), min(2, rows - row)];
      return `<path d="M${column} ${row}h${width}v${height}h-${width}"${paint({ fill: colour })}/>`;
    });
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

interface Run {
  readonly colour: Paint;
  readonly column: number;
  readonly row: number;
  readonly count: number;
}

/** Neighbours of one colour in a row, row by row. */
function equalRuns(colours: readonly Paint[], columns: number): Run[] {
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

const paintByColour: Painter = ({ fill, stroke }) => {
  const line = stroke === undefined ? '' : ` stroke="${colour(stroke)}"`;
  return ` fill="${fill === undefined ? 'none' : colour(fill)}"${line}`;
};

const paintByClass: Painter = ({ fill, stroke }) => {
  const roles = [
    fill !== undefined && isRole(fill) ? `fill-${fill}` : '',
    stroke !== undefined && isRole(stroke) ? `stroke-${stroke}` : '',
  ];
  const classes = roles.filter((name) => name !== '').join(' ');
  const rest = fill === undefined ? ' fill="none"' : isRole(fill) ? '' : ` fill="${colour(fill)}"`;
  return `${classes === '' ? '' : ` class="${classes}"`}${rest}`;
};

function isRole(paint: Paint): paint is Role {
  return paint in LIGHT;
}

function colour(paint: Paint): string {
  if (paint === 'hatch') return 'url(#hatch)';
  return isRole(paint) ? LIGHT[paint] : paint;
}

/** A hundredth of a pixel is enough. */
function short(value: number): string {
  return String(round(value * 100) / 100);
}

/** What is multiplied by hundreds of cells keeps more digits. */
function fine(value: number): string {
  return String(round(value * 1e6) / 1e6);
}
