import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { type Matrix, transpose } from '../engine/matrix.js';
import type { Subspace } from './svd.js';

const { acos, asin, min, sqrt } = Math;

/** Orthogonal Procrustes: the similarity (1 = equal up to rotation, scale and shift) and the angle in radians. */
export interface Procrustes {
  readonly similarity: number;
  /** Undefined where the layers are nearly equal and have no frame in common: the arc cosine has too few digits there. */
  readonly angle: number | undefined;
}

/** Above this similarity the arc cosine begins to lose digits, and the angle comes from the residual. */
const NEARLY_EQUAL = 0.9;

/** ‖XᵀY‖_* / (‖X‖_F·‖Y‖_F), and its arc cosine to full accuracy, for identical layers too. */
export function procrustes(
  x: Subspace,
  y: Subspace,
  cross: Matrix,
  { engine = defaultEngine }: { engine?: Engine } = {},
): Procrustes {
  const [normX, normY] = [frobeniusNorm(x), frobeniusNorm(y)];
  const similarity = min(1, sum(engine.singularValues(cross)) / normX / normY);
  if (similarity < NEARLY_EQUAL) return { similarity, angle: acos(similarity) };
  if (!inSharedFrame(x) || !inSharedFrame(y)) return { similarity, angle: undefined };
  const { left, right } = engine.svd(cross);
  const [coreX, coreY] = [times(x.core, 1 / normX), times(y.core, 1 / normY)];
  const turnedX = inFrame(x, engine.product(coreX, left), engine);
  const turnedY = inFrame(y, engine.product(coreY, right), engine);
  const residual =
    sum(turnedX.data.map((value, i) => (value - turnedY.data[i]) ** 2)) +
    unmatched(coreX, left, engine) +
    unmatched(coreY, right, engine);
  return { similarity, angle: 2 * asin(min(1, sqrt(residual) / 2)) };
}

function inSharedFrame({ basis, fills }: Subspace): boolean {
  return fills || basis !== undefined;
}

function inFrame({ basis }: Subspace, coordinates: Matrix, engine: Engine): Matrix {
  return basis === undefined ? coordinates : engine.product(basis, coordinates);
}

/**
 * The share of a layer's variance that the rotation P cannot match, because the other layer has fewer
 * directions: ‖core·(I − P·Pᵀ)‖²_F, whose entries are small where it is (1 − ‖core·P‖²_F would cancel).
 */
function unmatched(core: Matrix, rotation: Matrix, engine: Engine): number {
  if (rotation.rows === rotation.cols) return 0;
  const missing = engine.product(rotation, transpose(rotation));
  for (let i = 0; i < missing.rows; i++) missing.data[i * missing.rows + i] -= 1;
  return sum(engine.product(core, missing).data.map((value) => value * value));
}

function frobeniusNorm({ singularValues }: Subspace): number {
  return sqrt(sum(singularValues.map((value) => value * value)));
}

function times(a: Matrix, factor: number): Matrix {
  return { ...a, data: a.data.map((value) => value * factor) };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
