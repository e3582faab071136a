import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { npyHeader } from './npy-header.mjs';
import { normals } from './random.mjs';

const { exp, sqrt } = Math;

/** How fast the spectrum falls: about 60 % of the directions hold 99 % of the variance. */
const DECAY = 4;
/** The weight of what two layers share beside what each has of its own. */
const SHARED = 0.7;
/** Reflections that turn the directions away from the axes. */
const REFLECTIONS = 3;
const BLOCK_BYTES = 2 ** 22;

/**
 * Two float32 .npy of datapoints × neurons, the same on every machine: independent directions on a falling spectrum, partly
 * shared, turned, and moved off the origin. Written in blocks; a pair that is there already is left alone.
 */
export function layerPair(folder, { neurons, datapoints }) {
  return ['x', 'y'].map((side, i) => {
    const path = join(folder, `${side}-${datapoints}x${neurons}.npy`);
    if (!existsSync(path))
      writeLayer(path, { neurons, datapoints, seed: i + 1, shared: [{ seed: 99, weight: SHARED }] });
    return path;
  });
}

/** One layer of its own seed; what it shares with others is that of the seeds and weights in `shared`. */
export function writeLayer(path, { neurons, datapoints, seed, shared }) {
  const own = normals(seed);
  const others = shared.map((source) => ({ next: normals(source.seed), weight: source.weight }));
  const scales = Float64Array.from({ length: neurons }, (_, j) => exp((-DECAY * j) / neurons));
  const axes = Array.from({ length: REFLECTIONS }, () => unitVector(own, neurons));
  const means = Float64Array.from({ length: neurons }, own);
  const row = new Float64Array(neurons);
  const rows = Math.min(datapoints, Math.ceil(BLOCK_BYTES / (4 * neurons)));
  const block = new Float32Array(rows * neurons);
  const file = openSync(`${path}.part`, 'w');
  writeSync(file, npyHeader([datapoints, neurons]));
  for (let from = 0; from < datapoints; from += rows) {
    const count = Math.min(rows, datapoints - from);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < neurons; j++) {
        let value = own();
        for (const { next, weight } of others) value += weight * next();
        row[j] = value * scales[j];
      }
      for (const axis of axes) reflect(row, axis);
      for (let j = 0; j < neurons; j++) block[i * neurons + j] = row[j] + means[j];
    }
    writeSync(file, new Uint8Array(block.buffer, 0, 4 * count * neurons));
  }
  closeSync(file);
  renameSync(`${path}.part`, path);
}

function reflect(row, axis) {
  let along = 0;
  for (let j = 0; j < row.length; j++) along += row[j] * axis[j];
  for (let j = 0; j < row.length; j++) row[j] -= 2 * along * axis[j];
}

function unitVector(normal, length) {
  const vector = Float64Array.from({ length }, normal);
  const norm = sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / norm);
}
