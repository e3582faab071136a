import type { FrequencyReport } from '../analysis/frequency-report.js';
import type { FactTable } from './facts.js';

const { floor, hypot, log2, max, min, round } = Math;

/** What is alike at which spatial frequencies, in octaves of the distance from the zero frequency. */
export function frequencyTable(report: FrequencyReport): FactTable {
  const bands = bandsOf(report);
  return {
    title: 'by frequency',
    note: `${report.height} × ${report.width} frequencies, in cycles per map; ${RULES[report.rule]}`,
    columns: [
      { name: 'cycles' },
      { name: 'frequencies' },
      { name: 'svcca', digits: 4 },
      { name: 'k of x' },
      { name: 'k of y' },
      { name: 'variance of x, %', digits: 1 },
      { name: 'of y, %', digits: 1 },
    ],
    rows: bands.map(({ name, count, rho, fewest, kx, ky, varianceX, varianceY }) => [
      name,
      count,
      fewest === 0 || rho === null ? null : rho / fewest,
      kx,
      ky,
      100 * varianceX,
      100 * varianceY,
    ]),
  };
}

/** How far the layers are from the translation invariance that the comparison assumes; undefined where neither has space. */
export function defectRemark({ defect: { x, y } }: FrequencyReport): string | undefined {
  const known = [
    { name: 'x', value: x },
    { name: 'y', value: y },
  ].flatMap(({ name, value }) => (value === null ? [] : [`${round(100 * value)} % in ${name}`]));
  if (known.length === 0) return undefined;
  return `covariance between different frequencies, which a translation-invariant layer has none of: ${known.join(', ')}`;
}

const RULES: { readonly [rule in FrequencyReport['rule']]: string } = {
  equal: 'each meets its equal in the other map',
  aliased: 'those of the larger map that a stride makes one meet it together',
  cropped: 'only those that both maps have: an approximation',
  zero: 'only the zero frequency can correlate with a layer without space',
};

interface Band {
  readonly name: string;
  count: number;
  rho: number | null;
  fewest: number;
  kx: number;
  ky: number;
  varianceX: number;
  varianceY: number;
}

function bandsOf({ height, width, similarity, kx, ky, varianceX, varianceY }: FrequencyReport): Band[] {
  const bands: Band[] = [];
  for (let u = 0; u < height; u++) {
    for (let v = 0; v < width; v++) {
      const octave = octaveOf(hypot(min(u, height - u), min(v, width - v)));
      bands[octave] ??= { name: nameOf(octave), count: 0, rho: 0, fewest: 0, kx: 0, ky: 0, varianceX: 0, varianceY: 0 };
      const band = bands[octave];
      const fewest = min(kx[u][v], ky[u][v]);
      const rho = similarity[u][v];
      band.count += 1;
      band.fewest += fewest;
      band.kx += kx[u][v];
      band.ky += ky[u][v];
      band.varianceX += varianceX[u][v];
      band.varianceY += varianceY[u][v];
      if (fewest === 0) continue;
      band.rho = rho === null || band.rho === null ? null : band.rho + rho * fewest;
    }
  }
  return bands.filter((band) => band !== undefined);
}

/** 0, 1, 2 to 3, 4 to 7, … of rounded distances. */
function octaveOf(distance: number): number {
  return distance === 0 ? 0 : 1 + floor(log2(max(1, round(distance))));
}

function nameOf(octave: number): string {
  if (octave < 2) return `${octave}`;
  return `${2 ** (octave - 1)}–${2 ** octave - 1}`;
}
