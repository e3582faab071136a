import { colourFrom } from './colour-ramp.js';

/** From blue over violet to red, away from the hues of the scale of similarity. */
const DEPTHS = {
  lightness: { from: 0.5, to: 0.7 },
  hue: { from: 255, to: 385 },
  chroma: { from: 0.13, to: 0.17 },
} as const;

/** The colour of a layer's line by its depth, 0 to 1: darker below, and it stands out from light and dark paper. */
export function depthColour(depth: number): `#${string}` {
  return colourFrom(DEPTHS, depth);
}
