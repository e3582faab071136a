import { colourOf } from './colour-ramp.js';
import type { Mark, Panel } from './scene.js';
import { straight } from './straight.js';
import { centredOn, SIZES } from './typography.js';

const BAR = 12;
const WIDTH = 46;
const STEPS = 64;

/** The colours of 0 to 1 from below upwards, with their values. */
export function colourBar({ height }: { height: number }): Panel {
  const values = height < 100 ? [0, 0.5, 1] : [0, 0.2, 0.4, 0.6, 0.8, 1];
  const labels = values.map((value): Mark => {
    const text = value === 0 || value === 1 ? String(value) : value.toFixed(1);
    const y = centredOn(height * (1 - value), SIZES.small);
    return { kind: 'text', x: BAR + 8, y, text, size: SIZES.small, fill: 'muted' };
  });
  const ticks = values.map((value): Mark => straight({ x: BAR, y: height * (1 - value), dx: 4, stroke: 'muted' }));
  const colours = Array.from({ length: STEPS }, (_, i) => colourOf(1 - i / (STEPS - 1)));
  return {
    width: WIDTH,
    height,
    marks: [
      { kind: 'cells', x: 0, y: 0, columns: 1, cellWidth: BAR, cellHeight: height / STEPS, colours },
      ...ticks,
      ...labels,
    ],
    readouts: [],
  };
}
