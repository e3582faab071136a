import { describe, expect, test } from '@jest/globals';
import type { Method } from '../../src/analysis/compression-result.js';
import { project } from '../../src/analysis/project.js';
import { fixtureLabels, fixtureNext, goldenLayer } from '../golden-layer.js';

const K = Array.from({ length: 64 }, (_, i) => i + 1);

/** How many dimensions of the last hidden layer, kept in which way, come within 0.03 of its accuracy on images held out. */
async function needed(other: { path: string; as: 'layer' | 'logits' }): Promise<Record<Method, number>> {
  const { projection } = await project(await goldenLayer({ path: 'mlp/fc3.npy' }), {
    other: { activations: await goldenLayer({ path: other.path }), as: other.as },
    next: await fixtureNext('logits'),
    heldOut: await goldenLayer({ path: 'mlp/held-out/fc3.npy' }),
    labels: await fixtureLabels('mlp/held-out/labels.npy'),
    k: K,
  });
  const enough = (projection.evaluated?.accuracy as number) - 0.03;
  const fewest = (accuracy: readonly (number | null)[]) =>
    K[accuracy.findIndex((value) => (value as number) >= enough)];
  return Object.fromEntries(
    projection.curve.methods.map(({ method, accuracy }) => [method, fewest(accuracy as readonly number[])]),
  ) as Record<Method, number>;
}

describe('a network trained on digits', () => {
  test('keeps its accuracy in far fewer directions that its logits are aligned with than neurons', async () => {
    const { oblique, orthonormal, ...others } = await needed({ path: 'mlp/logits.npy', as: 'logits' });
    const { random, largest, 'random-zeroed': randomZeroed, 'largest-zeroed': largestZeroed } = others;
    const directions = Math.max(oblique, orthonormal);
    expect(directions).toBeLessThan(others.pca);
    expect(2 * directions).toBeLessThanOrEqual(Math.min(random, largest));
    expect(4 * directions).toBeLessThanOrEqual(Math.min(randomZeroed, largestZeroed));
  });

  test('keeps its accuracy in far fewer directions that another network shares than neurons, where the rest are zero', async () => {
    const { oblique, orthonormal, ...others } = await needed({ path: 'mlp/b/fc3.npy', as: 'layer' });
    expect(1.5 * oblique).toBeLessThanOrEqual(Math.min(others['random-zeroed'], others['largest-zeroed']));
    expect(1.5 * oblique).toBeLessThanOrEqual(others.random);
    expect(orthonormal).toBeLessThanOrEqual(oblique);
  });
});
