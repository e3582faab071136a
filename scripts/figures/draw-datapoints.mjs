// Draws what datapoints.mjs prints, as SVG for the documentation; npm run build first:
//   node scripts/figures/datapoints.mjs A.npy B.npy 500 1000 2000 > table.csv
//   node scripts/figures/draw-datapoints.mjs 'conv2 of two networks' < table.csv > figure.svg
import { readFileSync } from 'node:fs';
import { renderSvg } from '../../dist/src/report/figure/svg.js';
import { datapointsFigure } from './datapoints-figure.mjs';

const [heading, ...lines] = readFileSync(process.stdin.fd, 'utf8').trim().split('\n');
const names = heading.split(',');
const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
const series = [...new Set(rows.map(({ reading }) => reading))].map((reading) => ({
  reading,
  points: rows
    .filter((row) => row.reading === reading)
    .map(({ datapoints, svcca, floor }) => ({ datapoints: +datapoints, svcca: +svcca, chance: +floor })),
}));
process.stdout.write(renderSvg(datapointsFigure(series, { title: process.argv[2] ?? 'One pair of layers' })));
