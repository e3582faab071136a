import { type Matrix, zeros } from '../../src/engine/matrix.js';
import type {
  ChannelCentring,
  ComplexMatrix,
  MapShape,
  SpectralBlock,
  SpectralPart,
} from '../../src/engine/spectral-stream.js';

/** A block's columns of all datapoints by the definition of the transform, group beside group. */
export function naiveColumns(
  block: SpectralBlock,
  {
    maps,
    values,
    centrings,
  }: { maps: readonly MapShape[]; values: readonly ArrayLike<number>[]; centrings: readonly ChannelCentring[] },
): Required<ComplexMatrix> {
  const datapoints = values[0].length / (maps[0].height * maps[0].width * maps[0].channels);
  const columns: { re: Float64Array; im: Float64Array }[] = [];
  maps.forEach((map, g) => {
    for (const part of block.parts[g]) {
      const own = Array.from({ length: map.channels }, (_, c) =>
        transformOf(values[g], { map, part, c, datapoints, centring: centrings[g] }),
      );
      const none = new Float64Array(datapoints);
      if (part.kind !== 'pair') columns.push(...own.map(({ re, im }) => ({ re, im: block.complex ? im : none })));
      else {
        for (const side of ['re', 'im'] as const) {
          columns.push(...own.map((both) => ({ re: both[side].map((value) => Math.SQRT2 * value), im: none })));
        }
      }
    }
  });
  const out = { re: zeros(datapoints, columns.length), im: zeros(datapoints, columns.length) };
  columns.forEach(({ re, im }, j) => {
    out.re.data.set(re, j * datapoints);
    out.im.data.set(im, j * datapoints);
  });
  if (block.centred === true) centre(out.re);
  return out;
}

function transformOf(
  values: ArrayLike<number>,
  {
    map: { height, width, channels },
    part: { u, v },
    c,
    datapoints,
    centring: { scale, shift },
  }: { map: MapShape; part: SpectralPart; c: number; datapoints: number; centring: ChannelCentring },
): { re: Float64Array; im: Float64Array } {
  const out = { re: new Float64Array(datapoints), im: new Float64Array(datapoints) };
  for (let r = 0; r < height; r++) {
    for (let s = 0; s < width; s++) {
      const turns = (((u * r) % height) * width + ((v * s) % width) * height) / (height * width);
      const [x, y] = [Math.cos(2 * Math.PI * turns), -Math.sin(2 * Math.PI * turns)];
      for (let i = 0; i < datapoints; i++) {
        const value = values[((i * height + r) * width + s) * channels + c] * scale[c] - shift[c];
        out.re[i] += value * x;
        out.im[i] += value * y;
      }
    }
  }
  return out;
}

function centre({ rows, cols, data }: Matrix): void {
  for (let j = 0; j < cols; j++) {
    const own = data.subarray(j * rows, (j + 1) * rows);
    for (let twice = 0; twice < 2; twice++) {
      const mean = own.reduce((sum, value) => sum + value, 0) / rows;
      for (let i = 0; i < rows; i++) own[i] -= mean;
    }
  }
}

/** XᴴX. */
export function naiveGram({ re, im }: Required<ComplexMatrix>): Required<ComplexMatrix> {
  const [m, n] = [re.rows, re.cols];
  const out = { re: zeros(n, n), im: zeros(n, n) };
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < m; i++) {
        const [a, b, c, d] = [re.data[k * m + i], im.data[k * m + i], re.data[j * m + i], im.data[j * m + i]];
        out.re.data[j * n + k] += a * c + b * d;
        out.im.data[j * n + k] += a * d - b * c;
      }
    }
  }
  return out;
}
