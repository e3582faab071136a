import { colourOf } from '../figure/colour-ramp.js';
import { depthColour } from '../figure/depth-colour.js';

/** Stops along the scale, between which Vega goes straight. */
const STOPS = 9;

/** The channel of a similarity as a colour on the fixed scale from 0 to 1. */
export const SIMILARITY_COLOUR = {
  field: 'similarity',
  type: 'quantitative',
  scale: {
    domain: [0, 1],
    clamp: true,
    range: Array.from({ length: STOPS }, (_, i) => colourOf(i / (STOPS - 1))),
  },
} as const;

/** The channel of layers or classes in an order of their own. */
export function inOrder(field: string, order: readonly string[], title: string) {
  return { field, type: 'nominal', sort: order, axis: { title, labelLimit: 200 } };
}

/** The channel of a line's colour, from the first of an order to the last. */
export function colourByOrder(field: string, order: readonly string[]) {
  const range = order.map((_, i) => depthColour(order.length === 1 ? 0 : i / (order.length - 1)));
  return { field, type: 'nominal', sort: order, scale: { domain: order, range } };
}

/** The channel of a value between 0 and 1 as a height. */
export function heightFromZeroToOne(field: string, title: string) {
  return { field, type: 'quantitative', scale: { domain: [0, 1], clamp: true }, axis: { title } };
}

/** Channels shown under the pointer. */
export function tooltip(fields: readonly string[]) {
  return fields.map((field) => ({ field }));
}
