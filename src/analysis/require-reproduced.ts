import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import type { ActivationName } from './activation-function.js';

const { abs, max } = Math;

/** Datapoints read at a time. */
const ROWS = 256;

/**
 * Differences up to this share of the layer's largest magnitude are those of numbers of 16 bits, or of products of them; a batch norm or another layer
 * in between makes larger ones.
 */
const TOLERANCE = 0.02;

/**
 * A layer that was computed from the one before is the layer that was dumped, but for rounding.
 *
 * @throws SvccaError ('input') naming the largest difference.
 */
export async function requireReproduced(
  dumped: Activations,
  computed: Activations,
  { before, weights, then }: { before: string; weights: string; then: ActivationName },
): Promise<void> {
  requireSameSizes(dumped, computed, { before, weights });
  const ours = computed.blocks(ROWS)[Symbol.asyncIterator]();
  let magnitude = 0;
  let worst = { difference: -1, datapoint: 0, neuron: 0, dumped: 0, computed: 0 };
  for await (const { start, values } of dumped.blocks(ROWS)) {
    const { value: block } = await ours.next();
    for (let at = 0; at < values.length; at++) {
      const [theirs, own] = [values[at] as number, block.values[at] as number];
      magnitude = max(magnitude, abs(theirs));
      const difference = abs(theirs - own);
      if (difference <= worst.difference) continue;
      const [datapoint, neuron] = [start + Math.floor(at / dumped.neurons), at % dumped.neurons];
      worst = { difference, datapoint, neuron, dumped: theirs, computed: own };
    }
  }
  if (worst.difference <= TOLERANCE * magnitude) return;
  const [found, expected] = [worst.dumped, worst.computed].map((value) => value.toPrecision(4));
  throw new SvccaError(
    'input',
    `${dumped.name} is not ${then} of ${weights} applied to ${before}: at datapoint ${worst.datapoint} neuron ${worst.neuron} holds ${found}, but ${expected} comes out`,
    {
      hint: 'does a batch norm, a skip connection or another layer lie between? then leave out "then", or give activations of the compressed network with "given": true',
    },
  );
}

function requireSameSizes(
  dumped: Activations,
  computed: Activations,
  { before, weights }: { before: string; weights: string },
): void {
  if (dumped.neurons !== computed.neurons) {
    throw new SvccaError(
      'input',
      `${weights} has ${computed.neurons} outputs, but ${dumped.name}, which comes next, has ${dumped.neurons} neurons`,
      {
        hint: 'list the layers bottom up, each with the weights that read it; leave out "then" where something lies between',
      },
    );
  }
  if (dumped.datapoints === computed.datapoints) return;
  throw new SvccaError(
    'input',
    `${dumped.name} has ${dumped.datapoints} datapoints, but ${before}, which it is computed from, has ${computed.datapoints}`,
    { hint: 'dump all layers on the same inputs, in the same order' },
  );
}
