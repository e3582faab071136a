import { framed } from '../../dist/src/report/figure/compose.js';
import { spreadLabels } from '../../dist/src/report/figure/spread-labels.js';
import { straight } from '../../dist/src/report/figure/straight.js';
import { centredOn, SIZES } from '../../dist/src/report/figure/typography.js';

const { abs, log } = Math;

const PLOT = { x: 34, y: 66, width: 470, height: 320 };
/** For the labels at the ends of the lines. */
const RIGHT = 150;
const AXIS = 46;
const WIDTH = PLOT.x + PLOT.width + RIGHT;
const DASH = [5, 4];
const COLOURS = { flatten: 'ink', dft: 'accent' };

/** Similarity against the number of datapoints, a line for each reading and a dashed one for what chance alone gives. */
export function datapointsFigure(series, { title }) {
  const counts = series[0].points.map(({ datapoints }) => datapoints);
  const across = (count) => PLOT.x + (PLOT.width * log(count / counts[0])) / log(counts.at(-1) / counts[0]);
  const down = (value) => PLOT.y + PLOT.height * (1 - value);
  const lines = series.flatMap(({ reading, points }) => [
    { reading, values: points.map(({ svcca }) => svcca), chance: false },
    { reading, values: points.map(({ chance }) => chance), chance: true },
  ]);
  const marks = [
    ...heading(title, lines, counts),
    ...axes(counts, { across, down }),
    ...lines.flatMap((line) => curve(line, counts, { across, down })),
    ...endLabels(lines, down),
  ];
  const panel = { width: WIDTH, height: PLOT.y + PLOT.height + AXIS, marks, readouts: [] };
  return { ...framed(panel, { margin: 24 }), title, description: inWords(lines, counts) };
}

function heading(title, lines, counts) {
  const words = `From the first ${counts[0]} datapoints to ${counts.at(-1)}, ${changes(lines).join(' and ')}.`;
  return [
    { kind: 'text', x: 0, y: SIZES.heading, text: title, size: SIZES.heading, fill: 'ink', bold: true },
    { kind: 'text', x: 0, y: 2.6 * SIZES.heading, text: words, size: SIZES.body, fill: 'muted' },
  ];
}

/** How far each reading's value moves. */
function changes(lines) {
  return lines
    .filter(({ chance }) => !chance)
    .map(({ reading, values }) => `${reading} moves by ${abs(values.at(-1) - values[0]).toFixed(2)}`);
}

function axes(counts, { across, down }) {
  const small = { kind: 'text', size: SIZES.small, fill: 'muted' };
  const rules = [0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((value) => {
    const text = value === 0 || value === 1 ? String(value) : value.toFixed(1);
    const y = down(value);
    return [
      straight({ x: PLOT.x, y, dx: PLOT.width, stroke: value === 0 ? 'muted' : 'grid' }),
      { ...small, x: PLOT.x - 8, y: centredOn(y, SIZES.small), text, anchor: 'end' },
    ];
  });
  const ticks = counts.flatMap((count) => [
    straight({ x: across(count), y: down(0), dy: 5, stroke: 'muted' }),
    { ...small, x: across(count), y: down(0) + 19, text: String(count), anchor: 'middle' },
  ]);
  const name = {
    ...small,
    x: PLOT.x + PLOT.width / 2,
    y: down(0) + 38,
    text: 'datapoints (logarithmic)',
    anchor: 'middle',
  };
  return [...rules, ...ticks, name];
}

function curve({ reading, values, chance }, counts, { across, down }) {
  const colour = COLOURS[reading];
  const places = values.map((value, i) => [across(counts[i]), down(value)]);
  const [[x, y]] = places;
  const points = places.map(([px, py]) => [px - x, py - y]);
  if (chance) return [{ kind: 'path', x, y, points, stroke: colour, width: 1.2, dash: DASH }];
  return [
    { kind: 'path', x, y, points, stroke: colour, width: 2.2 },
    ...places.map(([px, py]) => ({ kind: 'dot', x: px, y: py, radius: 3.6, fill: colour, stroke: 'paper' })),
    ...places.map(([px, py], i) => {
      const anchor = i === 0 ? 'start' : i === places.length - 1 ? 'end' : 'middle';
      const text = values[i].toFixed(2);
      return { kind: 'text', x: px, y: py - 10, text, size: SIZES.small, fill: colour, anchor };
    }),
  ];
}

function endLabels(lines, down) {
  const sorted = lines.toSorted((one, other) => other.values.at(-1) - one.values.at(-1));
  const bounds = { distance: 18, top: PLOT.y, bottom: PLOT.y + PLOT.height };
  const heights = spreadLabels(
    sorted.map(({ values }) => down(values.at(-1))),
    bounds,
  );
  return sorted.map(({ reading, chance }, i) => ({
    kind: 'text',
    x: PLOT.x + PLOT.width + 10,
    y: centredOn(heights[i], chance ? SIZES.small : SIZES.body),
    text: chance ? `${reading}, by chance alone` : `--conv ${reading}`,
    size: chance ? SIZES.small : SIZES.body,
    fill: COLOURS[reading],
  }));
}

function inWords(lines, counts) {
  const each = lines.map(({ reading, values, chance }) => {
    return `${reading}${chance ? ' by chance' : ''}: ${values.map((value) => value.toFixed(3)).join(', ')}`;
  });
  return `svcca at ${counts.join(', ')} datapoints. ${each.join('. ')}.`;
}
