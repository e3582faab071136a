import type { Engine } from '../engine/engine.js';
import type { ComplexMatrix } from '../engine/spectral-stream.js';
import { eigenvaluesAreEnough, eigenvectorsAreEnough } from './accuracy-ladder.js';
import { type ComplexEigen, type Eigenproblem, eigen, eigenOfEach } from './complex-eigen.js';
import { adjoint, complexProduct, complexScaled, firstColumns } from './complex-matrix.js';
import { complexSvd } from './complex-svd.js';

const { max, sqrt } = Math;
const EPSILON = Number.EPSILON;

/** What brings the live columns of a block to unit norm, and to the layer's unit. */
export interface ColumnScales {
  readonly inverseNorms: Float64Array;
  readonly units: Float64Array;
}

/**
 * The columns of a block on both scales, factored. Coefficients are for the coordinates of the Gram matrix that they came from; the
 * caller cuts at the rank.
 */
export interface BlockFactors {
  /** λ² of the columns on unit norm (channels over all frequencies), falling. */
  readonly squares: Float64Array;
  /** The largest entry of the unit Gram matrix, whose rounding all others share. */
  readonly largest: number;
  /** For a rank, with the layer's condition. */
  atRank(rank: number, condition: number): RankedFactors;
}

/** An eigenproblem, and who is to have its answer: once, and then it is forgotten. */
export interface Ahead extends Eigenproblem {
  keep(found: ComplexEigen): void;
}

/** Solves what several blocks will need, side by side. */
export function solveAhead(problems: readonly Ahead[], engine: Engine): void {
  eigenOfEach(problems, engine).forEach((found, i) => void problems[i].keep(found));
}

/** Factors of a given rank; what is large is made when it is asked for. */
export interface RankedFactors {
  /** What the next `basis` and `directions(k)` will solve, for those that are asked for, unless it is solved ahead. */
  ahead(asked: { readonly basis: boolean; readonly k: number | undefined }): Ahead[];
  /** λ in the layer's unit, falling. */
  readonly singularValues: Float64Array;
  /** Coefficients of an orthonormal basis Q, columns × rank, and QᴴX in the layer's unit. */
  basis(): { readonly coefficients: ComplexMatrix; loadings(): ComplexMatrix };
  /** Coefficients of the first singular directions U: columns × k. */
  directions(k: number): ComplexMatrix;
  /** Coefficients for the columns themselves, in the channels' units, from those for the coordinates. */
  inColumns(coefficients: ComplexMatrix): ComplexMatrix;
}

/** A block's Gram matrix, made when it is needed. */
export interface GramBlock {
  readonly gram: () => ComplexMatrix;
  readonly scales: ColumnScales;
}

/** Factors from the eigenvectors of the Gram matrices themselves; good to eps·λ₁²/λ² in each direction. */
export function gramBlockFactors(blocks: readonly GramBlock[], engine: Engine): BlockFactors[] {
  const grams = blocks.map(({ gram, scales: { inverseNorms, units } }) => {
    const own = gram();
    return {
      unit: complexScaled(own, { left: inverseNorms, right: inverseNorms }),
      raw: complexScaled(own, { left: units, right: units }),
    };
  });
  const problems = grams.flatMap(({ unit, raw }) => [unit, raw].map((matrix) => ({ matrix, count: 0 })));
  const values = eigenOfEach(problems, engine).map((found) => found.values);
  return blocks.map((block, i) => {
    const [squares, raw] = [values[2 * i], values[2 * i + 1]];
    return { squares, largest: largestDiagonal(grams[i].unit), atRank: rankedFrom(block, raw, engine) };
  });
}

function rankedFrom(
  { gram, scales: { inverseNorms, units } }: GramBlock,
  raw: Float64Array,
  engine: Engine,
): BlockFactors['atRank'] {
  const unitGram = () => complexScaled(gram(), { left: inverseNorms, right: inverseNorms });
  const rawGram = () => complexScaled(gram(), { left: units, right: units });
  return (rank, condition) => {
    const [ofUnit, ofRaw] = [foretold(unitGram, engine), foretold(rawGram, engine)];
    const basis = () => {
      const { values, vectors } = ofUnit.solved(rank);
      const roots = values.subarray(0, rank).map(positiveRoot);
      return {
        coefficients: combination(vectors, { left: inverseNorms, divisors: roots }),
        loadings() {
          const toLayer = units.map((unit, j) => unit / inverseNorms[j]);
          return complexScaled(adjoint(firstColumns(vectors, rank)), { left: roots, right: toLayer });
        },
      };
    };
    const fromBasis = () => {
      const { coefficients, loadings } = basis();
      return singularOf(coefficients, loadings(), engine);
    };
    const inColumns = (coefficients: ComplexMatrix) => coefficients;
    const squares = raw.subarray(0, rank);
    if (!eigenvaluesAreEnough({ squares, condition })) {
      const ahead = ({ basis: asked }: { basis: boolean }) => (asked ? [ofUnit.ahead(rank)] : []);
      return { ahead, basis, ...fromBasis(), inColumns };
    }
    const singularValues = squares.map(positiveRoot);
    const enough = (k: number) => k === 0 || eigenvectorsAreEnough({ squares, k, condition });
    return {
      ahead: ({ basis: asked, k }) => [
        ...(asked ? [ofUnit.ahead(rank)] : []),
        ...(k !== undefined && enough(k) ? [ofRaw.ahead(k)] : []),
      ],
      singularValues,
      basis,
      directions(k) {
        if (!enough(k)) return fromBasis().directions(k);
        const { vectors } = ofRaw.solved(k);
        return combination(vectors, { left: units, divisors: singularValues.subarray(0, k) });
      },
      inColumns,
    };
  };
}

/** The eigenvectors of a matrix, which may have been solved ahead. */
function foretold(matrix: () => ComplexMatrix, engine: Engine) {
  let kept: { count: number; found: ComplexEigen } | undefined;
  return {
    ahead: (count: number): Ahead => ({
      matrix: matrix(),
      count,
      keep(found) {
        kept = { count, found };
      },
    }),
    solved(count: number): ComplexEigen {
      const own = kept?.count === count ? kept.found : eigen(matrix(), engine, count);
      kept = undefined;
      return own;
    },
  };
}

/** How columns were turned before they were read a second time: by diag(inverseNorms)·vectors·diag(1/weights). */
export interface Turned {
  readonly vectors: ComplexMatrix;
  readonly weights: Float64Array;
}

/** The turn that makes a block's columns nearly orthonormal, as far as its Gram matrix tells them apart. */
export function turnedBy(gram: ComplexMatrix, { inverseNorms }: ColumnScales, engine: Engine): Turned {
  const { values, vectors } = eigen(complexScaled(gram, { left: inverseNorms, right: inverseNorms }), engine);
  const floor = max(values[0] * sqrt(values.length) * FLOOR * EPSILON, NOTHING);
  return { vectors, weights: values.map((value) => sqrt(max(value, floor))) };
}

/** Eigenvalues below so many √n·eps of the largest are rounding. */
const FLOOR = 4;
/** Below this share of the layer, squared, a block is empty; what is divided by its root stays finite. */
const NOTHING = 2 ** -200;

/** The same from the Gram matrix T of the turned columns, whose rounding no condition enlarges. */
export function turnedBlockFactors(
  turnedGram: ComplexMatrix,
  { vectors, weights }: Turned,
  { scales: { inverseNorms, units }, engine }: { scales: ColumnScales; engine: Engine },
): BlockFactors {
  const { values, vectors: axes } = eigen(turnedGram, engine);
  const roots = values.map(positiveRoot);
  // X = Z·diag(weights)·vectorsᴴ on unit norm, and Z·axes·diag(1/roots) is orthonormal.
  const inner = complexScaled(adjoint(axes), { left: roots, right: weights });
  const { values: singular, left, right } = complexSvd(inner, engine);
  return {
    squares: singular.map((value) => value * value),
    largest: 0,
    atRank(rank) {
      const inverse = roots.map((root) => (root > 0 ? 1 / root : 0));
      const kept = complexScaled(firstColumns(left, rank), { left: inverse });
      const basis = complexProduct(axes, kept, engine);
      const unit = complexProduct(
        complexScaled(adjoint(firstColumns(right, rank)), { left: singular.subarray(0, rank) }),
        adjoint(vectors),
        engine,
      );
      const core = complexScaled(unit, { right: units.map((value, j) => value / inverseNorms[j]) });
      return {
        ahead: () => [],
        basis: () => ({ coefficients: basis, loadings: () => core }),
        ...singularOf(basis, core, engine),
        inColumns: (coefficients) =>
          complexScaled(
            complexProduct(vectors, complexScaled(coefficients, { left: weights.map((weight) => 1 / weight) }), engine),
            { left: inverseNorms },
          ),
      };
    },
  };
}

/** The singular directions from an orthonormal basis Q and QᴴX, also those of λ that X's Gram matrix has lost. */
function singularOf(
  basis: ComplexMatrix,
  core: ComplexMatrix,
  engine: Engine,
): Pick<RankedFactors, 'singularValues' | 'directions'> {
  const { values, left } = complexSvd(core, engine);
  return { singularValues: values, directions: (k) => complexProduct(basis, firstColumns(left, k), engine) };
}

function combination(
  vectors: ComplexMatrix,
  { left, divisors }: { left: Float64Array; divisors: Float64Array },
): ComplexMatrix {
  return complexScaled(firstColumns(vectors, divisors.length), { left, right: divisors.map((value) => 1 / value) });
}

function positiveRoot(value: number): number {
  return value > 0 ? sqrt(value) : 0;
}

function largestDiagonal({ re }: ComplexMatrix): number {
  let largest = 0;
  for (let j = 0; j < re.cols; j++) largest = max(largest, re.data[j * re.rows + j]);
  return largest;
}
