import type { Engine } from '../../src/engine/engine.js';
import { zeros } from '../../src/engine/matrix.js';
import type { ComplexMatrix } from '../../src/engine/spectral-stream.js';
import { adjointProduct, complexProduct } from '../../src/similarity/complex-matrix.js';
import { complexSvd } from '../../src/similarity/complex-svd.js';
import { type Maps, shifted } from './maps.js';
import { centredRows, naiveSpectrum } from './naive-spectrum.js';

type Full = Required<ComplexMatrix>;

/** PWCCA of both sides: α and ρ of complex directions over all images and shifts, frequency by frequency, each sum as it is defined. */
export function naivePwcca(x: Maps, y: Maps, engine: Engine): { x: number; y: number } {
  const [height, width] = [Math.min(x.height, y.height), Math.min(x.width, y.width)];
  const neurons = [x, y].map((maps) => centredShifts(maps, height, width));
  const sums = [
    { alpha: 0, rho: 0 },
    { alpha: 0, rho: 0 },
  ];
  for (let u = 0; u < height; u++) {
    for (let v = 0; v < width; v++) {
      const bases = [x, y].map((maps) => orthonormalColumns(columnsAt(maps, { u, v, height, width })));
      const { values, left, right } = complexSvd(adjointProduct(bases[0], bases[1], engine), engine);
      [left, right].forEach((turn, side) => {
        const aligned = complexProduct(bases[side], turn, engine) as Full;
        values.forEach((rho, i) => {
          const alpha = alphaOf(aligned, i, { neurons: neurons[side], u, v, height, width });
          sums[side].alpha += alpha;
          sums[side].rho += alpha * rho;
        });
      });
    }
  }
  return { x: sums[0].rho / sums[0].alpha, y: sums[1].rho / sums[1].alpha };
}

/** All shifts of the images as rows, in order of the shift, every neuron centred. */
function centredShifts(maps: Maps, height: number, width: number): number[][] {
  const rows: number[][] = [];
  for (let a = 0; a < height; a++) {
    for (let b = 0; b < width; b++) {
      const moved = shifted(maps, (a * maps.height) / height, (b * maps.width) / width);
      rows.push(...moved.rows.map((row) => [...row]));
    }
  }
  const means = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  return rows.map((row) => row.map((value, j) => value - means[j]));
}

/** Σ over all neurons of |⟨x̃, x_j⟩| for direction i of a frequency, whose shifts are turns of its phase. */
function alphaOf(
  { re, im }: Full,
  i: number,
  { neurons, u, v, height, width }: { neurons: number[][]; u: number; v: number; height: number; width: number },
): number {
  const datapoints = re.rows;
  const inner = neurons[0].map(() => [0, 0]);
  neurons.forEach((row, at) => {
    const [image, shift] = [at % datapoints, Math.floor(at / datapoints)];
    const turns = (u * Math.floor(shift / width)) / height + (v * (shift % width)) / width;
    const [c, s] = [Math.cos(2 * Math.PI * turns), -Math.sin(2 * Math.PI * turns)];
    const [p, q] = [re.data[i * datapoints + image], im.data[i * datapoints + image]];
    const [a, b] = [(p * c - q * s) / Math.sqrt(height * width), (p * s + q * c) / Math.sqrt(height * width)];
    row.forEach((value, j) => {
      inner[j][0] += a * value;
      inner[j][1] -= b * value;
    });
  });
  return inner.reduce((sum, [a, b]) => sum + Math.hypot(a, b), 0);
}

/** The channels at all frequencies that are congruent to this one, centred at the zero frequency. */
function columnsAt(maps: Maps, { u, v, height, width }: { u: number; v: number; height: number; width: number }): Full {
  const datapoints = maps.rows.length;
  const parts: { re: number[][]; im: number[][] }[] = [];
  for (let r = u; r < maps.height; r += height) {
    for (let s = v; s < maps.width; s += width) {
      const part = naiveSpectrum(maps, r, s);
      parts.push(u === 0 && v === 0 ? centredRows(part) : part);
    }
  }
  const cols = parts.length * maps.channels;
  const out = { re: zeros(datapoints, cols), im: zeros(datapoints, cols) };
  parts.forEach(({ re, im }, p) => {
    for (let c = 0; c < maps.channels; c++) {
      for (let i = 0; i < datapoints; i++) {
        const at = (p * maps.channels + c) * datapoints + i;
        out.re.data[at] = re[i][c];
        out.im.data[at] = im[i][c];
      }
    }
  });
  return out;
}

/** By Gram–Schmidt, twice; the columns must be independent. */
function orthonormalColumns({ re, im }: Full): Full {
  const n = re.rows;
  for (let j = 0; j < re.cols; j++) {
    for (let pass = 0; pass < 2 * j; pass++) {
      const k = pass % j;
      let [a, b] = [0, 0];
      for (let i = 0; i < n; i++) {
        a += re.data[k * n + i] * re.data[j * n + i] + im.data[k * n + i] * im.data[j * n + i];
        b += re.data[k * n + i] * im.data[j * n + i] - im.data[k * n + i] * re.data[j * n + i];
      }
      for (let i = 0; i < n; i++) {
        re.data[j * n + i] -= a * re.data[k * n + i] - b * im.data[k * n + i];
        im.data[j * n + i] -= a * im.data[k * n + i] + b * re.data[k * n + i];
      }
    }
    const own = [re, im].map(({ data }) => data.subarray(j * n, (j + 1) * n));
    const norm = Math.hypot(...own[0], ...own[1]);
    for (const part of own) for (let i = 0; i < n; i++) part[i] /= norm;
  }
  return { re, im };
}
