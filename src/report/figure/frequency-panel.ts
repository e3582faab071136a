import type { FrequencyMap, FrequencyReport } from '../../analysis/frequency-report.js';
import { colourBar } from './colour-bar.js';
import { colourOf } from './colour-ramp.js';
import { moved } from './compose.js';
import { centredMap, firstFrequency } from './frequency-order.js';
import { wholeTicks } from './scale.js';
import type { Mark, Paint, Panel, Readout } from './scene.js';
import { straight } from './straight.js';
import { centredOn, panelTitle, paragraph, SIZES } from './typography.js';

const { floor, max, min } = Math;

const LEFT = 58;
const AXIS = 44;
const BAR = 60;
/** A map of few frequencies need not fill the panel. */
const LARGEST_CELL = 56;
const NARROWEST = 40;
/** Its three numbers need this room. */
const SHORTEST_BAR = 56;
const SMALL = SIZES.small;

const RULES: { readonly [rule in FrequencyReport['rule']]: string } = {
  equal: '',
  aliased: 'Each frequency of the smaller map meets all of the larger one that alias to it (exact).',
  cropped: 'An approximation: only the frequencies that both maps have are compared.',
  zero: 'One layer has no space, so only the zero frequency can correlate: a lower bound.',
};

/** The similarity at every frequency, zero in the middle, on a fixed scale from 0 to 1; null where no similarity was computed at any. */
export function frequencyPanel(report: FrequencyReport, { width }: { width: number }): Panel | null {
  const similarity = centredMap(report.similarity);
  if (isUncomputed(report)) return null;
  const title = panelTitle('Similarity by frequency', 'mean ρ of the directions kept at each frequency', width);
  const map = place(report, { top: title.bottom + 4, width });
  const bar = moved(colourBar({ height: max(map.height, SHORTEST_BAR) }), { x: map.x + map.width + 14, y: map.y });
  const caption = captionBelow(report, similarity, { top: map.y + map.height + AXIS + 10, width });
  const { cellWidth, cellHeight } = map;
  const cells = { columns: report.width, cellWidth, cellHeight };
  const colours = similarity.map((value): Paint => (value === null ? 'hatch' : colourOf(value)));
  return {
    width,
    height: caption.bottom,
    marks: [
      ...title.marks,
      { kind: 'cells', x: map.x, y: map.y, ...cells, colours },
      { kind: 'rect', x: map.x, y: map.y, width: map.width, height: map.height, stroke: 'muted' },
      ...axes(report, map),
      ...bar.marks,
      ...caption.marks,
    ],
    readouts: [readout(report, map)],
  };
}

/** Directions were kept, but ρ was not asked for. */
function isUncomputed({ similarity, kx, ky }: FrequencyReport): boolean {
  const kept = kx.some((row, u) => row.some((k, v) => k > 0 && ky[u][v] > 0));
  return kept && similarity.every((row) => row.every((value) => value === null));
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/**
 * Square cells, of half a pixel or a multiple where there is room, so that their edges are sharp at twice the size; a map far longer than wide
 * is widened until it can be seen.
 */
function place({ height, width: columns }: FrequencyReport, { top, width }: { top: number; width: number }): Place {
  const room = (width - LEFT - BAR) / max(height, columns);
  const cell = min(LARGEST_CELL, room >= 0.5 ? floor(2 * room) / 2 : room);
  const cellWidth = max(cell, NARROWEST / columns);
  const cellHeight = max(cell, NARROWEST / height);
  return { x: LEFT, y: top, width: cellWidth * columns, height: cellHeight * height, cellWidth, cellHeight };
}

function axes({ height, width }: FrequencyReport, map: Place): Mark[] {
  const [firstU, firstV] = [firstFrequency(height), firstFrequency(width)];
  const bottom = map.y + map.height;
  const text = { kind: 'text', size: SMALL, fill: 'muted' } as const;
  const columns = wholeTicks(firstV, firstV + width - 1, map.width / 34).flatMap((v): Mark[] => {
    const x = map.x + (v - firstV + 0.5) * map.cellWidth;
    return [
      straight({ x, y: bottom, dy: 4, stroke: 'muted' }),
      { ...text, x, y: bottom + 17, text: signed(v), anchor: 'middle' },
    ];
  });
  const rows = wholeTicks(firstU, firstU + height - 1, map.height / 28).flatMap((u): Mark[] => {
    const y = map.y + (u - firstU + 0.5) * map.cellHeight;
    return [
      straight({ x: map.x, y, dx: -4, stroke: 'muted' }),
      { ...text, x: map.x - 8, y: centredOn(y, SMALL), text: signed(u), anchor: 'end' },
    ];
  });
  return [...columns, ...rows, ...axisNames(map)];
}

function axisNames(map: Place): Mark[] {
  const text = { kind: 'text', size: SMALL, fill: 'muted', anchor: 'middle' } as const;
  const [across, down] = [axisName('horizontal', 'v', map.width), axisName('vertical', 'u', map.height)];
  return [
    { ...text, x: map.x + map.width / 2, y: map.y + map.height + 35, text: across },
    { ...text, x: SMALL, y: map.y + map.height / 2, text: down, turned: true },
  ];
}

/** As much of an axis' name as there is room for. */
function axisName(direction: string, letter: string, room: number): string {
  if (room > 250) return `${direction} frequency ${letter} (cycles per map)`;
  return room > 120 ? `${letter} (cycles per map)` : letter;
}

/** A number with a minus sign of the width of a plus. */
function signed(value: number): string {
  return String(value).replace('-', '−');
}

function captionBelow(
  report: FrequencyReport,
  similarity: readonly (number | null)[],
  { top, width }: { top: number; width: number },
): { marks: Mark[]; bottom: number } {
  const sentences = [RULES[report.rule], defectText(report)].filter((text) => text !== '');
  const words = paragraph(sentences.join(' '), { x: 0, top, width });
  if (!similarity.includes(null)) return words;
  const legend = paragraph('a layer keeps no direction at this frequency', { x: 22, top: words.bottom + 6, width });
  const swatch: Mark = {
    kind: 'rect',
    x: 0,
    y: words.bottom + 6,
    width: 14,
    height: 14,
    fill: 'hatch',
    stroke: 'muted',
  };
  return { marks: [...words.marks, swatch, ...legend.marks], bottom: legend.bottom };
}

function defectText({ defect: { x, y } }: FrequencyReport): string {
  const shares = [`x ${percent(x)}`, `y ${percent(y)}`].filter((_, i) => [x, y][i] !== null);
  if (shares.length === 0) return '';
  return `Covariance between different frequencies: ${shares.join(', ')} (0 for a translation-invariant layer).`;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${Number((share * 100).toPrecision(2))} %`;
}

function readout(report: FrequencyReport, map: Place): Readout {
  const field = (name: string, values: FrequencyMap<number | null>, digits: number) => ({
    name,
    values: centredMap(values).map((value) => (value === null ? null : Number(value.toPrecision(digits)))),
  });
  return {
    name: 'similarity by frequency',
    x: map.x,
    y: map.y,
    rows: report.height,
    columns: report.width,
    cellWidth: map.cellWidth,
    cellHeight: map.cellHeight,
    rowRuler: { name: 'u (vertical)', first: firstFrequency(report.height) },
    columnRuler: { name: 'v (horizontal)', first: firstFrequency(report.width) },
    fields: [
      field('similarity', report.similarity, 5),
      field('directions of x', report.kx, 15),
      field('directions of y', report.ky, 15),
      field('share of variance of x', report.varianceX, 4),
      field('share of variance of y', report.varianceY, 4),
    ],
  };
}
