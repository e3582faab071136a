import type { Engine } from '../engine/engine.js';
import { type Matrix, zeros } from '../engine/matrix.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';
import { unresolvedBlocks } from './accuracy-ladder.js';
import type { Activations } from './activations.js';
import { type BlockFactors, gramBlockFactors, solveAhead, turnedBlockFactors, turnedBy } from './block-factors.js';
import { blocksTogether } from './blocks-together.js';
import { complexScaled } from './complex-matrix.js';
import type { Cut } from './kept-directions.js';
import { keptInBlocks } from './kept-in-blocks.js';
import { columnsOf, type OneSidedPlan, rowsOf } from './one-sided-plan.js';
import { readSpectra } from './read-spectra.js';
import { mapOf } from './spectral-memory.js';
import { spectralSide } from './spectral-side.js';
import { type BlockSpace, type SpectralSpace, spectralSpace } from './spectral-space.js';
import { centreStacked, pickStacked, type StackedColumns, stackedOverlap, stackedProduct } from './stacked-columns.js';

const { max } = Math;

/** A block of a layer of maps, reduced by itself. */
export interface ReducedBlock extends Pick<BlockSpace, 'multiplicity' | 'rank' | 'singularValues'> {
  /** Orthonormal columns over the datapoints: the kept singular directions U, or a basis Q of all. */
  readonly columns: StackedColumns;
  /** QᴴX in the layer's unit, and the places of the live columns of X; of a basis. */
  readonly loadings?: ComplexMatrix;
  readonly live?: Int32Array;
}

/** A layer of maps reduced by itself, on the frequencies that it has in common with others. */
export interface ReducedMaps
  extends Pick<
    SpectralSpace,
    | 'name'
    | 'datapoints'
    | 'neurons'
    | 'rank'
    | 'singularValues'
    | 'condition'
    | 'shiftFactor'
    | 'deadNeurons'
    | 'duplicateNeurons'
    | 'map'
  > {
  /** Directions kept by the cut, over all shifts. */
  readonly kept: number;
  readonly blocks: readonly ReducedBlock[];
}

/** What a reduction holds: the directions that a cut keeps, or everything. */
export interface ReduceMapsOptions {
  readonly engine: Engine;
  readonly cut: Cut;
  readonly whole: boolean;
  readonly onStage?: ((stage: string) => void) | undefined;
}

/**
 * Reads a layer once and reduces it frequency by frequency, once for all comparisons with layers that have these frequencies in common with it: what
 * `spectralPair` finds of one side. The columns of all blocks are held meanwhile.
 *
 * @throws SvccaError 'undefined' when no channel varies, 'usage' when more directions are asked for than exist.
 */
export async function reduceMaps(
  layer: Activations,
  plan: OneSidedPlan,
  { engine, cut, whole, onStage }: ReduceMapsOptions,
): Promise<ReducedMaps> {
  const map = mapOf(layer);
  const { blocks } = plan;
  const held: (Matrix | undefined)[] = blocks.map((block) =>
    zeros(rowsOf(block, layer.datapoints), columnsOf(block, map)),
  );
  const spectra = await readSpectra([layer], { engine, maps: [map], blocks, columns: held as Matrix[] });
  try {
    onStage?.('factoring the frequencies');
    const side = spectralSide(layer, { group: 0, maps: [map], plan, spectra });
    const { columns, scales } = side;
    const gram = (b: number) => spectra.gram(b, columns[b], columns[b]);
    const groups = blocksTogether(blocks.length, max(...columns.map((own) => own.length)));
    const factors: BlockFactors[] = groups.flatMap((group) =>
      gramBlockFactors(
        group.map((b) => ({ gram: () => gram(b), scales: scales[b] })),
        engine,
      ),
    );
    const coordinates = blocks.map(({ complex, centred }, b): (() => StackedColumns) => {
      return () => {
        const all = { complex, stack: held[b] as Matrix };
        if (centred) centreStacked(all);
        return pickStacked(all, columns[b]);
      };
    });
    unresolvedBlocks(factors, side).forEach((doubtful, b) => {
      if (!doubtful) return;
      // Nearly orthonormal columns tell apart what the Gram matrix could not.
      const turned = turnedBy(gram(b), scales[b], engine);
      const { inverseNorms } = scales[b];
      const inverses = turned.weights.map((weight) => 1 / weight);
      const turn = complexScaled(turned.vectors, { left: inverseNorms, right: inverses });
      const own = stackedProduct(coordinates[b](), turn, engine);
      factors[b] = turnedBlockFactors(stackedOverlap(own, own, engine), turned, { scales: scales[b], engine });
      coordinates[b] = () => own;
    });
    const space = spectralSpace(side, factors, plan);
    const kept = keptInBlocks(space, cut);
    const { name, datapoints, neurons, rank, singularValues, condition, shiftFactor } = space;
    const { deadNeurons, duplicateNeurons } = space;
    const reducedOf = (b: number): ReducedBlock => {
      const block = space.blocks[b];
      const { multiplicity, rank: own, singularValues: values } = block;
      const about = { multiplicity, rank: own, singularValues: values };
      const x = coordinates[b]();
      held[b] = undefined;
      if (!whole) return { ...about, columns: stackedProduct(x, block.directions(kept.blocks[b]), engine) };
      const { coefficients, loadings } = block.basis();
      const first = side.spans[b].first;
      return {
        ...about,
        columns: stackedProduct(x, coefficients, engine),
        loadings: loadings(),
        live: columns[b].map((place) => place - first),
      };
    };
    const reduced = groups.flatMap((group) => {
      solveAhead(
        group.flatMap((b) => space.blocks[b].ahead({ basis: whole, k: whole ? undefined : kept.blocks[b] })),
        engine,
      );
      return group.map(reducedOf);
    });
    const about = { name, datapoints, neurons, rank, singularValues, condition, shiftFactor };
    return { ...about, deadNeurons, duplicateNeurons, map, kept: kept.k, blocks: reduced };
  } finally {
    spectra.release();
  }
}
