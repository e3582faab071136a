import type { PlannedLayer } from '../analysis/compress-plan.js';

/** What there is to say of a chain: which plans leave out what is compressed before them. */
export function chainNotes(planned: readonly Pick<PlannedLayer, 'plan'>[]): string[] {
  const original = planned.slice(1).flatMap(({ plan }) => (plan.activations === 'original' ? [plan.name] : []));
  if (original.length === 0) return [];
  return [
    `${original.join(', ')}: planned from activations of the network as it was, though layers before are compressed: "then" at the layer before, or "given": true with new activations, would tell more`,
  ];
}
