import { escapeMarkup } from './escape-markup.js';
import type { DotMark, Mark, PathMark, RectMark, Scene, TextMark } from './scene.js';
import { renderCells } from './svg-cells.js';
import { type Painter, paintByClass, paintByColour, short } from './svg-paint.js';

/** The bundled font, then Verdana, whose characters are as wide. */
const FONTS = "'DejaVu Sans', Verdana, sans-serif";

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
