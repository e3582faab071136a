import type { Matrix } from '../engine/matrix.js';

const { min, sqrt } = Math;

/** `r2` = ‖M‖²_F / min(k_x, k_y): the mean squared canonical correlation, which needs no SVD of M. */
export function meanSquaredCorrelation(m: Matrix): number {
  return min(1, squaredNorm(m) / min(m.rows, m.cols));
}

/** `gcd` = ‖M‖²_F / √(k_x·k_y): Yanai's generalised coefficient of determination. */
export function generalisedDetermination(m: Matrix): number {
  return min(1, squaredNorm(m) / sqrt(m.rows * m.cols));
}

function squaredNorm({ data }: Matrix): number {
  return data.reduce((sum, value) => sum + value * value, 0);
}
