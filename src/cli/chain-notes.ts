import type { ChainLayer } from '../analysis/compress-chain.js';
import type { PlannedLayer } from '../analysis/compress-plan.js';
import { uncompressedAccuracy } from '../analysis/uncompressed-accuracy.js';
import type { Engine } from '../engine/engine.js';

/** What there is to say of a chain as a whole: which plans leave out what is compressed before them, and what the network's accuracy becomes. */
export async function chainNotes(
  layers: readonly ChainLayer[],
  planned: readonly PlannedLayer[],
  engine: Engine,
): Promise<string[]> {
  const original = planned.slice(1).flatMap(({ plan }) => (plan.activations === 'original' ? [plan.name] : []));
  const notes: string[] = [];
  if (original.length > 0) {
    notes.push(
      `${original.join(', ')}: planned from activations of the network as it was, though layers before are compressed: "then" at the layer before, or "given": true with new activations, would tell more`,
    );
  }
  const before = await uncompressedAccuracy(layers, { engine });
  const after = planned[planned.length - 1]?.plan.predicted?.accuracy ?? null;
  if (before !== null && after !== null) {
    notes.push(
      `the network's accuracy is ${before.toFixed(4)} as it is, and ${after.toFixed(4)} with all ${layers.length} layers compressed`,
    );
  }
  return notes;
}
