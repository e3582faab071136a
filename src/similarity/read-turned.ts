import { zeros } from '../engine/matrix.js';
import type { ComplexMatrix, MapShape, SpectralBlock } from '../engine/spectral-stream.js';
import { SvccaError } from '../errors.js';
import type { Activations } from './activations.js';
import { type BlockFactors, type Turned, turnedBlockFactors, turnedBy } from './block-factors.js';
import { complexScaled, each } from './complex-matrix.js';
import type { SpectralOptions } from './dft-conv.js';
import type { FrequencyPlan } from './frequency-blocks.js';
import { readSpectra, type Spectra } from './read-spectra.js';
import type { SpectralSide } from './spectral-side.js';

/** What a second reading of some blocks gave. */
export interface TurnedBlocks {
  /** Of each layer. */
  readonly factors: readonly (readonly BlockFactors[])[];
  /** XᴴY of the turned columns. */
  cross(index: number): ComplexMatrix;
  release(): void;
}

/**
 * Reads the layers again and turns the columns of the unresolved blocks, on the way, by what their Gram matrices gave, so that they are nearly orthonormal:
 * the Gram matrix of that tells apart what the first one could not.
 *
 * @throws SvccaError 'input' when a layer cannot be read twice.
 */
export async function readTurned(
  layers: readonly Activations[],
  {
    maps,
    plan,
    spectra,
    sides,
    unresolved,
    onStage,
    ...options
  }: SpectralOptions & {
    maps: readonly MapShape[];
    plan: FrequencyPlan;
    spectra: Spectra;
    sides: readonly SpectralSide[];
    unresolved: readonly number[];
  },
): Promise<TurnedBlocks> {
  const { engine } = options;
  const once = layers.find((layer) => layer.once);
  if (once !== undefined) {
    throw new SvccaError(
      'input',
      `channels of a layer nearly depend on each other, which takes a second reading to resolve, and ${once.name} can only be read once`,
      { hint: 'put it into a file' },
    );
  }
  onStage?.(`reading again for ${unresolved.length} of ${plan.blocks.length} blocks of frequencies`);
  const turns = sides.map(({ columns, scales }) =>
    unresolved.map((b) => turnedBy(spectra.gram(b, columns[b], columns[b]), scales[b], engine)),
  );
  const rotations = unresolved.map((b, i) => sides.map((side, g) => rotationOf(side, b, turns[g][i])));
  const second = await readSpectra(layers, {
    ...options,
    maps,
    blocks: unresolved.map((b) => withoutHalf(plan.blocks[b])),
    turned: { rotations, exponents: spectra.exponents },
  });
  const place = (g: number, i: number) => {
    const first = g === 0 ? 0 : rotations[i][0].re.cols;
    return Int32Array.from({ length: rotations[i][g].re.cols }, (_, j) => first + j);
  };
  return {
    factors: sides.map(({ scales }, g) =>
      unresolved.map((b, i) => {
        const own = second.gram(i, place(g, i), place(g, i));
        return turnedBlockFactors(own, turns[g][i], { scales: scales[b], engine });
      }),
    ),
    cross: (i) => second.gram(i, place(0, i), place(1, i)),
    release: () => second.release(),
  };
}

/** The turn as a matrix for all columns of the layer in the block: those of channels that never change have no part in it. */
function rotationOf({ spans, columns, scales }: SpectralSide, b: number, { vectors, weights }: Turned): ComplexMatrix {
  const { inverseNorms } = scales[b];
  const turn = complexScaled(vectors, { left: inverseNorms, right: weights.map((weight) => 1 / weight) });
  const { first, count } = spans[b];
  return each(turn, (part) => {
    const out = zeros(count, part.cols);
    columns[b].forEach((column, i) => {
      for (let j = 0; j < part.cols; j++) out.data[j * count + column - first] = part.data[j * part.rows + i];
    });
    return out;
  });
}

function withoutHalf({ half: _, ...block }: SpectralBlock): SpectralBlock {
  return block;
}
