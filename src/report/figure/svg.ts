import { escapeMarkup } from './escape-markup.js';
import { LIGHT } from './palette.js';
import type { CellsMark, DotMark, Mark, Paint, PathMark, RectMark, Role, Scene, TextMark } from './scene.js';

const { round } = Math;

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

/** Oblique lines on paper: no colour of any scale, in greyscale too. */
function hatching(paint: Painter): string {
  return [
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">',
    `<rect width="6" height="6"${paint({ fill: 'paper' })}/>`,
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
 * One path a colour, of the runs of that colour in each row: it stays sharp at any size, where programs smooth an embedded
 * image, and 128 × 128 cells of noise take 190 KB.
 */
function renderCells({ x, y, columns, cellWidth, cellHeight, colours }: CellsMark, paint: Painter): string {
  const runs = new Map<Paint, string[]>();
  for (let start = 0; start < colours.length; ) {
    const rowEnd = start - (start % columns) + columns;
    let end = start + 1;
    while (end < rowEnd && colours[end] === colours[start]) end++;
    const list = runs.get(colours[start]) ?? [];
    list.push(`M${start % columns} ${(start - (start % columns)) / columns}h${end - start}v1h-${end - start}z`);
    runs.set(colours[start], list);
    start = end;
  }
  const hatched = runs.get('hatch');
  runs.delete('hatch');
  const place = `translate(${short(x)} ${short(y)}) scale(${fine(cellWidth)} ${fine(cellHeight)})`;
  const paths = [...runs].map(([colour, list]) => `<path d="${list.join('')}"${paint({ fill: colour })}/>`);
  return [
    `<g transform="${place}" shape-rendering="crispEdges">${paths.join('')}</g>`,
    ...(hatched === undefined ? [] : [hatchedCells(hatched, { x, y, cellWidth, cellHeight })]),
  ].join('\n');
}

/** Hatching is not scaled with the cells, so these are in the coordinates of the scene. */
function hatchedCells(
  runs: readonly string[],
  { x, y, cellWidth, cellHeight }: Pick<CellsMark, 'x' | 'y' | 'cellWidth' | 'cellHeight'>,
): string {
  const boxes = runs.map((run) => {
    const [column, row, count] = (run.match(/\d+/g) ?? []).map(Number);
    const [left, top, width] = [x + column * cellWidth, y + row * cellHeight, count * cellWidth].map(short);
    return `M${left} ${top}h${width}v${short(cellHeight)}h-${width}z`;
  });
  return `<path d="${boxes.join('')}" fill="url(#hatch)" shape-rendering="crispEdges"/>`;
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
