import type { Headline } from '../../analysis/headline.js';
import { cutNote, headlineText, how, metricGroups } from '../compare-facts.js';
import type { CompareReport } from '../compare-report.js';
import { printable } from '../facts.js';
import { below, beside, framed } from './compose.js';
import { correlationsPanel } from './correlations-panel.js';
import { frequencyPanel } from './frequency-panel.js';
import { metricsPanel } from './metrics-panel.js';
import type { Mark, Panel, Scene } from './scene.js';
import { shortenNames } from './shorten-names.js';
import { textWidth } from './text-width.js';
import { paragraph, SIZES } from './typography.js';

const { max, min } = Math;

const COLUMN = 434;
const GAP = 36;
const MARGIN = 28;

/** A comparison as a figure: its headline and recipe, the correlations and the metrics beside chance, the map of frequencies. */
export function compareFigure(report: CompareReport, headline: Headline): Scene {
  const { correlations, chance, frequencies } = report;
  const map = frequencies === null ? null : frequencyPanel(frequencies, { width: COLUMN });
  const metrics = metricsPanel(metricGroups(report), { width: COLUMN });
  // Beside the metrics the lines are as tall as these, above two panels as wide.
  const besideMetrics = { width: COLUMN, plotHeight: min(330, max(200, metrics.height - 110)) };
  const room = map === null ? besideMetrics : { width: 2 * COLUMN + GAP, plotHeight: 224 };
  const lines = correlations === null ? null : correlationsPanel(correlations, { chance, ...room });
  const body = arranged({ lines, metrics, map });
  const figure = framed(below([header(report, headline, body.width), body], { gap: 30 }), { margin: MARGIN });
  const [x, y] = [printable(report.x.path), printable(report.y.path)];
  return {
    ...figure,
    title: `${x} and ${y}`,
    description: `${headlineText(headline, report)}. ${metricsInWords(report)}.`,
  };
}

/** The metrics stand beside what there is to see, and a line above both where there are two pictures. */
function arranged({ lines, metrics, map }: { lines: Panel | null; metrics: Panel; map: Panel | null }): Panel {
  if (map === null) return lines === null ? metrics : beside([lines, metrics], { gap: GAP });
  const pair = beside([metrics, map], { gap: GAP });
  return lines === null ? pair : below([lines, pair], { gap: GAP });
}

function metricsInWords(report: CompareReport): string {
  const rows = metricGroups(report).flatMap((group) => group.rows);
  const words = rows.map(({ metric, side, value, chance }) => {
    const floor = chance === null ? '' : ` (chance ${chance.toFixed(3)})`;
    return `${side === null ? metric : `${metric} ${side}`} ${value === null ? 'undefined' : value.toFixed(4)}${floor}`;
  });
  return words.join(', ');
}

function header(report: CompareReport, headline: Headline, width: number): Panel {
  // What stands before the first comma or colon is the number, the rest what it is beside.
  const [, number, rest] = /^([^,:]*)[,:]? ?(.*)$/s.exec(headlineText(headline, report)) ?? ['', '', ''];
  const size = SIZES.headline;
  const marks: Mark[] = [{ kind: 'text', x: 0, y: size, text: number, size, fill: 'ink', bold: true }];
  const after = textWidth(number, { size, bold: true }) + 12;
  const fits = after + textWidth(rest, { size: SIZES.body }) <= width;
  let bottom = size + 10;
  if (fits) marks.push({ kind: 'text', x: after, y: size, text: rest, size: SIZES.body, fill: 'ink' });
  else {
    const more = paragraph(rest, { x: 0, top: bottom, width, size: SIZES.body });
    marks.push(...more.marks);
    bottom = more.bottom + 4;
  }
  for (const [letter, name] of names(report, width)) {
    const line = { kind: 'text', y: bottom + SIZES.body, size: SIZES.body } as const;
    marks.push({ ...line, x: 0, text: letter, fill: 'muted' }, { ...line, x: NAME, text: name, fill: 'ink' });
    bottom += 19;
  }
  const words = paragraph(recipe(report), { x: 0, top: bottom + 6, width, size: SIZES.body });
  return { width, height: words.bottom, marks: [...marks, ...words.marks], readouts: [] };
}

/** Where names begin, after the letter of their layer. */
const NAME = 18;

function names({ x, y }: CompareReport, width: number): [string, string][] {
  const room = { width: width - NAME, size: SIZES.body };
  const [nameX, nameY] = shortenNames([printable(x.path), printable(y.path)], room);
  return [
    ['x', nameX],
    ['y', nameY],
  ];
}

function recipe(report: CompareReport): string {
  const { x, y, chance } = report;
  const independent = chance?.independent ?? x.datapoints;
  const words = [
    `${x.datapoints} datapoints${independent < x.datapoints ? ` (${independent} independent)` : ''}`,
    x.neurons === y.neurons ? `${x.neurons} neurons` : `${x.neurons} and ${y.neurons} neurons`,
    x.rank === y.rank ? `rank ${x.rank}` : `rank ${x.rank} and ${y.rank}`,
  ];
  const readings = new Set([...how(x), ...how(y)]);
  if (readings.size > 0) words.push(`compared as ${[...readings].join(' and ')}`);
  const kept = cutNote(report);
  const cuts = metricGroups(report).some(({ note }) => note === kept);
  return `${words.join(', ')}${cuts ? `; kept: ${kept}` : ''}`;
}
