import { activationsFrom, type SpatialActivations } from '../../src/similarity/activations.js';
import { layer, normalRows, type Rows } from './layers.js';

/** The size of maps; datapoints are rows of (row, column, channel), channels next to each other. */
export interface MapSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Datapoints of a layer of maps. */
export interface Maps extends MapSize {
  readonly rows: Rows;
}

export function mapLayer({ rows, height, width, channels }: Maps, name = 'maps'): SpatialActivations {
  const grid = { height, width, channels };
  const neurons = height * width * channels;
  return { ...activationsFrom(rows.flat(), { name, datapoints: rows.length, neurons }), grid };
}

/** Maps whose every value is that of a function, which gets the value that was there. */
export function mapValues(
  maps: Maps,
  change: (value: number, at: { i: number; y: number; x: number; c: number }) => number,
): Maps {
  const { rows, width, channels } = maps;
  const changed = rows.map((row, i) =>
    row.map((value, at) => {
      const position = Math.floor(at / channels);
      return change(value, { i, y: Math.floor(position / width), x: position % width, c: at % channels });
    }),
  );
  return { ...maps, rows: changed };
}

/** Channels that are sums of the channels of maps, with these factors: channels × new channels. */
export function mixChannels(maps: Maps, factors: Rows): Maps {
  const { rows, height, width, channels } = maps;
  const mixed = rows.map((row) =>
    Array.from({ length: height * width }, (_, p) =>
      factors[0].map((_, k) => factors.reduce((sum, own, c) => sum + row[p * channels + c] * own[k], 0)),
    ).flat(),
  );
  return { rows: mixed, height, width, channels: factors[0].length };
}

/** The channels of both, side by side. */
export function withChannels(a: Maps, b: Maps): Maps {
  const rows = a.rows.map((row, i) =>
    Array.from({ length: a.height * a.width }, (_, p) => [
      ...row.slice(p * a.channels, (p + 1) * a.channels),
      ...b.rows[i].slice(p * b.channels, (p + 1) * b.channels),
    ]).flat(),
  );
  return { ...a, rows, channels: a.channels + b.channels };
}

/** Every map moved in a circle, down and to the right. */
export function shifted(maps: Maps, down: number, right: number): Maps {
  const { rows, height, width, channels } = maps;
  const moved = rows.map((row) =>
    Array.from({ length: height * width }, (_, p) => {
      const y = (Math.floor(p / width) + height - (down % height)) % height;
      const x = ((p % width) + width - (right % width)) % width;
      return row.slice((y * width + x) * channels, (y * width + x + 1) * channels);
    }).flat(),
  );
  return { ...maps, rows: moved };
}

/** Both layers at all shifts of a grid that divides the lengths of both, flattened. */
export function allShifts(x: Maps, y: Maps, { height, width }: { height: number; width: number }) {
  const all = (maps: Maps) => {
    const rows: (readonly number[])[] = [];
    for (let u = 0; u < height; u++) {
      for (let v = 0; v < width; v++) {
        rows.push(...shifted(maps, Math.floor((u * maps.height) / height), Math.floor((v * maps.width) / width)).rows);
      }
    }
    return rows;
  };
  return [layer(all(x), 'x'), layer(all(y), 'y')] as const;
}

/**
 * A convolution with 3 × 3 random weights that goes round the edges and rectifies, then keeps every so many rows and columns: what it gives for a
 * shifted image is shifted.
 */
export function convolved(
  maps: Maps,
  { channels, seed, down = 1, right = 1 }: { channels: number; seed: number; down?: number; right?: number },
): Maps {
  const { rows, height, width } = maps;
  const weights = normalRows(9 * maps.channels, channels, seed);
  const out = rows.map((row) => {
    const values: number[] = [];
    for (let y = 0; y < height; y += down) {
      for (let x = 0; x < width; x += right) {
        for (let k = 0; k < channels; k++) {
          let sum = 0.3 * Math.sin(seed + k);
          weights.forEach((own, w) => {
            const [c, tap] = [w % maps.channels, Math.floor(w / maps.channels)];
            const [r, s] = [(y + Math.floor(tap / 3) + height - 1) % height, (x + (tap % 3) + width - 1) % width];
            sum += own[k] * row[(r * width + s) * maps.channels + c];
          });
          values.push(Math.max(0.1 * sum, sum));
        }
      }
    }
    return values;
  });
  return { rows: out, height: height / down, width: width / right, channels };
}

/** Maps of normal noise. */
export function noiseMaps(datapoints: number, size: MapSize, seed: number): Maps {
  return { ...size, rows: normalRows(datapoints, size.height * size.width * size.channels, seed) };
}
