import type { Panel } from './scene.js';

const { max } = Math;

/** Panels under each other, left edges in line. */
export function below(panels: readonly Panel[], { gap }: { gap: number }): Panel {
  let y = 0;
  const placed = panels.map((panel) => {
    const here = moved(panel, { x: 0, y });
    y += panel.height + gap;
    return here;
  });
  return joined(placed, { width: max(...panels.map(({ width }) => width)), height: y - gap });
}

/** Panels beside each other, upper edges in line. */
export function beside(panels: readonly Panel[], { gap }: { gap: number }): Panel {
  let x = 0;
  const placed = panels.map((panel) => {
    const here = moved(panel, { x, y: 0 });
    x += panel.width + gap;
    return here;
  });
  return joined(placed, { width: x - gap, height: max(...panels.map(({ height }) => height)) });
}

/** A panel with a margin on all sides. */
export function framed(panel: Panel, { margin }: { margin: number }): Panel {
  const { width, height } = panel;
  return { ...moved(panel, { x: margin, y: margin }), width: width + 2 * margin, height: height + 2 * margin };
}

/** The panel's marks and readouts somewhere else; its size stays. */
export function moved(panel: Panel, { x, y }: { x: number; y: number }): Panel {
  const shift = <T extends { readonly x: number; readonly y: number }>(thing: T): T => ({
    ...thing,
    x: thing.x + x,
    y: thing.y + y,
  });
  return { ...panel, marks: panel.marks.map(shift), readouts: panel.readouts.map(shift) };
}

function joined(panels: readonly Panel[], size: { width: number; height: number }): Panel {
  return {
    ...size,
    marks: panels.flatMap(({ marks }) => marks),
    readouts: panels.flatMap(({ readouts }) => readouts),
  };
}
