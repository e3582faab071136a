import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeLayer } from './layers.mjs';

/** The weight of what all layers share. */
const COMMON = { seed: 99, weight: 0.7 };
/** Seeds of what a layer becomes, and of what each dump has of its own. */
const [FINAL, OWN] = [1000, 2000];
/** The weight, at the last step, of what a layer becomes beside what the dump has of its own. */
const LEARNT = 2;

/**
 * A run directory of float32 .npy, datapoints × neurons, the same on every machine: layers on falling spectra that come nearer to what they
 * become at every step, the lower ones sooner. One that is there already is left alone.
 */
export function runDumps(folder, { checkpoints, layers, datapoints, neurons }) {
  const run = join(folder, `run-${checkpoints}x${layers}-${datapoints}x${neurons}`);
  for (let t = 0; t < checkpoints; t++) {
    const step = join(run, `step_${String(100 * t).padStart(6, '0')}`);
    mkdirSync(step, { recursive: true });
    for (let l = 0; l < layers; l++) {
      const path = join(step, `layer_${String(l).padStart(2, '0')}.npy`);
      const learnt = Math.min(1, ((t + 1) * layers) / (checkpoints * (l + 1)));
      const shared = [COMMON, { seed: FINAL + l, weight: LEARNT * learnt }];
      if (!existsSync(path)) writeLayer(path, { neurons, datapoints, seed: OWN + t * layers + l, shared });
    }
  }
  return run;
}
