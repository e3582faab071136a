import type { Engine } from '../engine/engine.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';
import { adjointProduct, squaredColumnNorms } from '../similarity/complex-matrix.js';
import { alignedDirectionsOfEach, complexSingularValuesOfEach } from '../similarity/complex-svd.js';
import type { SpectralOverlaps } from '../similarity/spectral-overlaps.js';

/** What of each block of frequencies is needed. */
export interface BlockNeeds {
  /** The correlations of all directions, and the loadings of the canonical directions. */
  readonly bases: boolean;
  readonly alignments: boolean;
  /** The overlap of the kept directions, and its correlations. */
  readonly overlap: boolean;
  readonly correlations: boolean;
  /** What CKA is made of, and Procrustes. */
  readonly geometry: boolean;
  readonly nuclear: boolean;
}

/** What two layers share in a block. */
export interface SharedByBlock {
  /** Singular values of Q_xᴴQ_y; PᴴQᴴX and the same of Y, a row for every canonical direction. */
  readonly bases?: { readonly values: Float64Array; readonly alignments?: readonly [ComplexMatrix, ComplexMatrix] };
  /** M = U_xᴴU_y of the kept directions, and its singular values. */
  readonly overlap?: { readonly m: ComplexMatrix; readonly values?: Float64Array };
  /** ‖XᴴY‖², ‖XᴴX‖² and ‖YᴴY‖²; the diagonals of XᴴX and YᴴY; the singular values of XᴴY. */
  readonly geometry?: {
    readonly squares: readonly [number, number, number];
    readonly traces: readonly [Float64Array, Float64Array];
    readonly nuclear?: Float64Array;
  };
}

interface Products {
  bases?: ComplexMatrix;
  loadings?: readonly [ComplexMatrix, ComplexMatrix];
  m?: ComplexMatrix;
  cross?: ComplexMatrix;
  squares?: readonly [number, number, number];
  traces?: readonly [Float64Array, Float64Array];
}

/** What some blocks share, kx and ky directions kept of each; their small problems are solved side by side. */
export function sharedByBlocks(
  pair: SpectralOverlaps,
  blocks: readonly { readonly block: number; readonly kx: number; readonly ky: number }[],
  { needs, engine }: { needs: BlockNeeds; engine: Engine },
): SharedByBlock[] {
  pair.ahead?.(
    blocks.map(({ block, kx, ky }) => ({ block, bases: needs.bases, sizes: needs.overlap ? { kx, ky } : undefined })),
  );
  const products = blocks.map((own) => productsOf(pair, own, needs));
  const every = (pick: (own: Products) => ComplexMatrix | undefined) => products.flatMap((own) => pick(own) ?? []);
  const [bases, kept, crosses] = [
    every((own) => own.bases),
    needs.correlations ? every((own) => own.m) : [],
    every((own) => own.cross),
  ];
  const values = complexSingularValuesOfEach([...bases, ...kept, ...crosses], engine);
  const alignments = needs.alignments ? alignedDirectionsOfEach(bases, engine) : [];
  return products.map(({ m, loadings, squares, traces }, i) => ({
    ...(needs.bases
      ? {
          bases: {
            values: values[i],
            ...(loadings ? { alignments: canonicalLoadings(alignments[i], loadings, engine) } : {}),
          },
        }
      : {}),
    ...(m ? { overlap: { m, ...(needs.correlations ? { values: values[bases.length + i] } : {}) } } : {}),
    ...(squares && traces
      ? {
          geometry: {
            squares,
            traces,
            ...(needs.nuclear ? { nuclear: values[bases.length + kept.length + i] } : {}),
          },
        }
      : {}),
  }));
}

function productsOf(
  pair: SpectralOverlaps,
  { block, kx, ky }: { block: number; kx: number; ky: number },
  needs: BlockNeeds,
): Products {
  const own: Products = {};
  if (needs.bases) own.bases = pair.bases(block);
  if (needs.alignments) own.loadings = [pair.loadings(0, block), pair.loadings(1, block)];
  if (needs.overlap) own.m = pair.directions(block, { kx, ky });
  if (needs.geometry) {
    const { x, y, cross } = pair.layerGrams(block);
    const [ofCross, ofX, ofY] = [cross, x, y].map((gram) => sum(squaredColumnNorms(gram)));
    own.squares = [ofCross, ofX, ofY];
    own.traces = [diagonal(x), diagonal(y)];
    if (needs.nuclear) own.cross = cross;
  }
  return own;
}

function canonicalLoadings(
  [p, q]: readonly [ComplexMatrix, ComplexMatrix],
  [x, y]: readonly [ComplexMatrix, ComplexMatrix],
  engine: Engine,
): readonly [ComplexMatrix, ComplexMatrix] {
  return [adjointProduct(p, x, engine), adjointProduct(q, y, engine)];
}

function diagonal({ re }: ComplexMatrix): Float64Array {
  const out = new Float64Array(re.cols);
  for (let j = 0; j < re.cols; j++) out[j] = re.data[j * re.rows + j];
  return out;
}

function sum(values: Float64Array): number {
  let all = 0;
  for (let i = 0; i < values.length; i++) all += values[i];
  return all;
}
