import { closeSync, existsSync, openSync, renameSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { npyHeader } from './npy-header.mjs';
import { normals, uniforms } from './random.mjs';

const { ceil, floor, max, min } = Math;

/** Patterns that both layers see, for each channel. */
const LATENT = 0.5;
/** How many of them a channel mixes. */
const MIXED = 4;
/** How much each value has of its own. */
const NOISE = 0.3;
const BLOCK_BYTES = 2 ** 22;

/**
 * Two float32 .npy of datapoints × height × width × channels, the same on every machine: patterns whose variance falls with the square of the
 * frequency, mixed by each layer in its own way, rectified, and noise. Written side by side in blocks; a pair that is there already is
 * left alone.
 *
 * @throws MissingRoom where the folder has not enough room.
 */
export function mapPair(folder, shape) {
  const paths = ['x', 'y'].map((side) => join(folder, `${side}-${Object.values(shape).join('x')}.npy`));
  if (paths.every((path) => existsSync(path))) return paths;
  requireRoom(folder, shape);
  const files = paths.map((path) => openSync(`${path}.part`, 'w'));
  for (const file of files) writeSync(file, npyHeader(Object.values(shape)));
  for (const blocks of mapBlocks(shape)) {
    blocks.forEach((block, side) => {
      writeWhole(files[side], new Uint8Array(block.buffer, block.byteOffset, block.byteLength));
    });
  }
  for (const file of files) closeSync(file);
  for (const path of paths) renameSync(`${path}.part`, path);
  return paths;
}

export class MissingRoom extends Error {}

function requireRoom(folder, { datapoints, height, width, channels }) {
  const needed = 2 * 4 * datapoints * height * width * channels;
  const { bavail, bsize } = statfsSync(folder);
  if (needed <= bavail * bsize) return;
  const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new MissingRoom(`they take ${gigabytes(needed)}, and ${folder} has room for ${gigabytes(bavail * bsize)}`);
}

function writeWhole(file, bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** Both layers, so many datapoints at a time. */
function* mapBlocks({ datapoints, height, width, channels }) {
  const latent = ceil(LATENT * channels);
  const size = height * width * channels;
  const rows = min(datapoints, max(1, floor(BLOCK_BYTES / (4 * size))));
  const pattern = patterns({ height, width, latent }, uniforms(99));
  const sides = [1, 2].map((seed) => ({
    mix: mixture({ channels, latent }, normals(seed)),
    noise: uniforms(10 + seed),
  }));
  const blocks = sides.map(() => new Float32Array(rows * size));
  for (let from = 0; from < datapoints; from += rows) {
    const count = min(rows, datapoints - from);
    for (let row = 0; row < count; row++) {
      const seen = pattern();
      sides.forEach((side, s) => {
        mixInto(blocks[s].subarray(row * size, (row + 1) * size), seen, { ...side, latent });
      });
    }
    yield blocks.map((block) => block.subarray(0, count * size));
  }
}

/** Which patterns each channel mixes, with which weights, and where it is cut off. */
function mixture({ channels, latent }, normal) {
  const weights = Float64Array.from({ length: channels * MIXED }, normal);
  const biases = Float64Array.from({ length: channels }, normal);
  const from = Int32Array.from({ length: channels * MIXED }, (_, i) => (floor(i / MIXED) + (i % MIXED) ** 2) % latent);
  return { weights, biases, from };
}

function mixInto(layer, seen, { mix: { weights, biases, from }, noise, latent }) {
  const channels = biases.length;
  for (let at = 0, position = 0; at < layer.length; at += channels, position += latent) {
    for (let c = 0, i = 0; c < channels; c++) {
      let sum = biases[c];
      for (const end = i + MIXED; i < end; i++) sum += weights[i] * seen[position + from[i]];
      layer[at + c] = max(0, sum) + NOISE * (noise() - 0.5);
    }
  }
}

/** Maps of noise, as much of it at every scale: each octave is drawn on a grid half as fine as the next. */
function patterns({ height, width, latent }, uniform) {
  const grids = [{ height, width }];
  while (max(grids[0].height, grids[0].width) > 1) {
    grids.unshift({ height: ceil(grids[0].height / 2), width: ceil(grids[0].width / 2) });
  }
  const maps = grids.map((grid) => ({ ...grid, values: new Float32Array(grid.height * grid.width * latent) }));
  return () => {
    maps.forEach((map, level) => {
      if (level > 0) refineInto(map, maps[level - 1], latent);
      else map.values.fill(0);
      for (let i = 0; i < map.values.length; i++) map.values[i] += 2 * uniform() - 1;
    });
    return maps.at(-1).values;
  };
}

/** The coarser map in between its positions, as if both were endless. */
function refineInto(fine, coarse, latent) {
  for (let r = 0, at = 0; r < fine.height; r++) {
    const [up, down] = [r >> 1, ((r + 1) >> 1) % coarse.height];
    for (let s = 0; s < fine.width; s++) {
      const [left, right] = [s >> 1, ((s + 1) >> 1) % coarse.width];
      const corners = [up, down].flatMap((row) => [left, right].map((col) => (row * coarse.width + col) * latent));
      const [a, b, c, d] = corners;
      for (let k = 0; k < latent; k++, at++) {
        const { values } = coarse;
        fine.values[at] = (values[a + k] + values[b + k] + values[c + k] + values[d + k]) / 4;
      }
    }
  }
}
