import type { SavedDirections } from '../analysis/compare.js';
import { type Matrix, transpose } from '../engine/matrix.js';
import type { ArrayToWrite } from '../io/write-npy.js';

/**
 * The arrays of `--save-directions`: `a` (neurons of X × directions) and `b` such that (X − means_x) @ a and
 * (Y − means_y) @ b are the aligned directions, whose correlations are `correlations`.
 */
export function directionArrays(directions: SavedDirections): ReadonlyMap<string, ArrayToWrite> {
  return new Map([
    ['a', matrix(directions.a)],
    ['b', matrix(directions.b)],
    ['correlations', vector(directions.correlations)],
    ['means_x', vector(directions.meansX)],
    ['means_y', vector(directions.meansY)],
    ['singular_values_x', vector(directions.singularValuesX)],
    ['singular_values_y', vector(directions.singularValuesY)],
  ]);
}

function matrix(columnMajor: Matrix): ArrayToWrite {
  return { shape: [columnMajor.rows, columnMajor.cols], values: transpose(columnMajor).data };
}

function vector(values: Float64Array): ArrayToWrite {
  return { shape: [values.length], values };
}
