import { LIGHT } from './palette.js';
import type { Paint, Role } from './scene.js';

const { round } = Math;

/** How a renderer writes what a mark is painted with. */
export type Painter = (paints: { fill?: Paint | undefined; stroke?: Paint | undefined }) => string;

/** Colours written out, those of light paper. */
export const paintByColour: Painter = ({ fill, stroke }) => {
  const line = stroke === undefined ? '' : ` stroke="${colour(stroke)}"`;
  return ` fill="${fill === undefined ? 'none' : colour(fill)}"${line}`;
};

/** Roles as the classes `fill-ROLE` and `stroke-ROLE`; colours that stay the same on any paper written out. */
export const paintByClass: Painter = ({ fill, stroke }) => {
  const roles = [
    fill !== undefined && isRole(fill) ? `fill-${fill}` : '',
    stroke !== undefined && isRole(stroke) ? `stroke-${stroke}` : '',
  ];
  const classes = roles.filter((name) => name !== '').join(' ');
  const inside = fill === undefined ? ' fill="none"' : isRole(fill) ? '' : ` fill="${colour(fill)}"`;
  const line = stroke === undefined || isRole(stroke) ? '' : ` stroke="${colour(stroke)}"`;
  return `${classes === '' ? '' : ` class="${classes}"`}${inside}${line}`;
};

function isRole(paint: Paint): paint is Role {
  return paint in LIGHT;
}

function colour(paint: Paint): string {
  if (paint === 'hatch') return 'url(#hatch)';
  return isRole(paint) ? LIGHT[paint] : paint;
}

/** A hundredth of a pixel is enough. */
export function short(value: number): string {
  return String(round(value * 100) / 100);
}
