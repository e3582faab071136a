import type { Engine } from '../engine/engine.js';
import { leadingColumns, type Matrix, transpose } from '../engine/matrix.js';
import { datapointRoute, normwiseIsEnough, type Route } from './accuracy-ladder.js';
import { neuronHashes, neuronMeans } from './centre.js';
import { rowSquaresOfGram } from './centred-dimensions.js';
import { countDeadAndDuplicate } from './condense.js';
import { type DimensionGram, dimensionGram } from './dimension-gram.js';
import { type Cut, keptDirections } from './kept-directions.js';
import type { NeuronOrder } from './neuron-order.js';
import { refinedFactor } from './refine-dimensions.js';

const { max, sqrt } = Math;

/**
 * A layer whose neurons fill all m − 1 dimensions of m centred datapoints, reduced without ever being held: the memory it takes
 * depends on the datapoints, not on the neurons. Its column space is that of every other such layer.
 */
export interface FilledLayer {
  readonly name: string;
  readonly datapoints: number;
  readonly neurons: number;
  /** All m − 1 values of λ, falling, in units of 2^exponent. */
  readonly singularValues: Float64Array;
  readonly exponent: number;
  /** The first left singular vectors in the m − 1 dimensions, at least as many as the cut keeps. */
  readonly left: Matrix;
  /** L, lower triangular, with XXᵀ = LLᵀ in the m − 1 dimensions: X times an orthonormal matrix. */
  readonly core: Matrix;
  readonly means: Float64Array;
  readonly deadNeurons: number;
  readonly duplicateNeurons: number;
  readonly route: 'gram' | 'refined';
  readonly order: NeuronOrder;
}

/** How to make one. */
export interface FilledOptions {
  readonly engine: Engine;
  readonly neuronsPerBlock: number;
  readonly cut: Cut;
  readonly onNeurons?: ((neurons: number) => void) | undefined;
  readonly onStage?: ((stage: string) => void) | undefined;
  /** Called before the neurons are read once more. */
  readonly onAgain?: (() => void) | undefined;
}

/** A filled layer and the squared norms of its centred rows, in units of 4^exponent. */
export interface Filled {
  readonly layer: FilledLayer;
  readonly rowSquares: Float64Array;
}

/** Reduces a layer through the Gram matrix of its datapoints; undefined where only QR can tell which dimensions it has. */
export async function fillLayer(order: NeuronOrder, options: FilledOptions): Promise<Filled | undefined> {
  const { engine, onStage } = options;
  const { name } = order.layer;
  const sums = await dimensionGram(order, options);
  if (sums === undefined) return undefined;
  onStage?.(`factoring ${name}`);
  const found = throughEigenvectors(sums, order, options);
  if (found === undefined) return undefined;
  const rowSquares = rowSquaresOfGram(sums.gram);
  const triangle = engine.cholesky(sums.gram);
  if (triangle === undefined) return undefined;
  if (found !== 'refined') return { layer: describe(order, sums, { ...found, triangle, route: 'gram' }), rowSquares };
  onStage?.(`reading again: ${name} has directions near the cut that its Gram matrix does not resolve`);
  options.onAgain?.();
  const refined = await throughTriangle(sums, order, { ...options, triangle });
  return refined && { layer: describe(order, sums, refined), rowSquares };
}

interface Directions {
  readonly singularValues: Float64Array;
  readonly left: Matrix;
}

/** λ and the kept directions; the route that has to be taken where they are not right that way. */
function throughEigenvectors(
  { gram, longest }: DimensionGram,
  { layer }: NeuronOrder,
  { engine, cut }: FilledOptions,
): Directions | 'refined' | undefined {
  const { neurons } = layer;
  const decided: { route: Route } = { route: 'qr' };
  const { values: squares, vectors } = engine.symmetricEigen(gram, (all) => {
    const kept = () => keptDirections(spectrumOf(layer, roots(all)), cut);
    decided.route = datapointRoute({ squares: all, neurons, longest, kept });
    return decided.route === 'gram' ? kept() : 0;
  });
  if (decided.route === 'gram') return { singularValues: roots(squares), left: vectors };
  return decided.route === 'refined' ? 'refined' : undefined;
}

/** The same from a second pass, as accurate as an SVD; undefined where that is not enough either. */
async function throughTriangle(
  sums: DimensionGram,
  order: NeuronOrder,
  { engine, cut, ...options }: FilledOptions & { triangle: Matrix },
): Promise<(Directions & { triangle: Matrix; route: 'refined' }) | undefined> {
  const better = await refinedFactor(sums, order, { engine, ...options });
  if (better === undefined) return undefined;
  const { values: singularValues, left } = engine.svd(transpose(better.triangle));
  const k = keptDirections(spectrumOf(order.layer, singularValues), cut);
  if (!normwiseIsEnough({ values: singularValues, k, condition: better.condition })) return undefined;
  return { singularValues, left: leadingColumns(left, k), triangle: better.triangle, route: 'refined' };
}

function spectrumOf(
  { name, datapoints, neurons }: { name: string; datapoints: number; neurons: number },
  singularValues: Float64Array,
) {
  return { name, datapoints, neurons, rank: datapoints - 1, singularValues };
}

function roots(squares: Float64Array): Float64Array {
  return squares.map((square) => sqrt(max(0, square)));
}

function describe(
  order: NeuronOrder,
  { statistics, exponent }: DimensionGram,
  found: Directions & { triangle: Matrix; route: 'gram' | 'refined' },
): FilledLayer {
  const { name, datapoints, neurons } = order.layer;
  const { triangle, ...directions } = found;
  return {
    name,
    datapoints,
    neurons,
    exponent,
    ...directions,
    core: transpose(triangle),
    means: neuronMeans(statistics),
    ...countDeadAndDuplicate(neuronHashes(statistics), (j) => !statistics.live[j]),
    order,
  };
}
