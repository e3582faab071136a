import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import { condense } from '../similarity/condense.js';
import { spectrumFigures } from '../similarity/spectrum.js';
import { subspace } from '../similarity/svd.js';

/** How much of a layer is used; null where nothing of it varies. */
export interface LayerFigures {
  readonly rank: number;
  readonly k99: number | null;
  readonly participationRatio: number | null;
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
}

/** The figures of one layer by itself (METHODS §1). */
export async function inspectLayer(
  layer: Activations,
  { engine = defaultEngine, onProgress }: { engine?: Engine; onProgress?: (datapoints: number) => void } = {},
): Promise<LayerFigures> {
  const { layers } = await condense([layer], { engine, moments: false, onProgress });
  try {
    const space = subspace(layers[0], { engine });
    const { k99, participationRatio } = spectrumFigures(space);
    const { rank, deadNeurons, duplicateNeurons } = space;
    return { rank, k99, participationRatio, deadNeurons, duplicateNeurons };
  } catch (error) {
    if (!(error instanceof SvccaError && error.kind === 'undefined')) throw error;
    return { rank: 0, k99: null, participationRatio: null, deadNeurons: layer.neurons, duplicateNeurons: 0 };
  }
}
