const { abs, max } = Math;

/** A dense real matrix, column-major: entry (i, j) is `data[j * rows + i]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** The rows × cols matrix of zeros. */
export function zeros(rows: number, cols: number): Matrix {
  return { rows, cols, data: new Float64Array(rows * cols) };
}

/** The n × n identity. */
export function identity(n: number): Matrix {
  const eye = zeros(n, n);
  for (let j = 0; j < n; j++) eye.data[j * n + j] = 1;
  return eye;
}

/** The square matrix with these values on its diagonal. */
export function diagonal(values: Float64Array): Matrix {
  const n = values.length;
  const out = zeros(n, n);
  for (let j = 0; j < n; j++) out.data[j * n + j] = values[j];
  return out;
}

/** Column j, sharing the matrix's memory. */
export function column({ rows, data }: Matrix, j: number): Float64Array {
  return data.subarray(j * rows, (j + 1) * rows);
}

/** The first `count` columns, sharing the matrix's memory. */
export function leadingColumns({ rows, data }: Matrix, count: number): Matrix {
  return { rows, cols: count, data: data.subarray(0, rows * count) };
}

/** The columns from `from` up to `to`, sharing the matrix's memory. */
export function columnsBetween({ rows, data }: Matrix, from: number, to: number): Matrix {
  return { rows, cols: to - from, data: data.subarray(from * rows, to * rows) };
}

/** The rows from `from` up to `to`, copied. */
export function rowsBetween(a: Matrix, from: number, to: number): Matrix {
  const out = zeros(to - from, a.cols);
  for (let j = 0; j < a.cols; j++) out.data.set(column(a, j).subarray(from, to), j * out.rows);
  return out;
}

/** The columns named by `indices`, in that order, copied. */
export function pickColumns(a: Matrix, indices: ArrayLike<number>): Matrix {
  const picked = zeros(a.rows, indices.length);
  for (let j = 0; j < indices.length; j++) picked.data.set(column(a, indices[j] as number), j * a.rows);
  return picked;
}

/** The rows named by `indices`, in that order, copied. */
export function pickRows(a: Matrix, indices: ArrayLike<number>): Matrix {
  const picked = zeros(indices.length, a.cols);
  for (let j = 0, to = 0; j < a.cols; j++) {
    for (let i = 0; i < indices.length; i++, to++) picked.data[to] = a.data[j * a.rows + (indices[i] as number)];
  }
  return picked;
}

/** [A B …], copied. */
export function besides(parts: readonly Matrix[]): Matrix {
  const joined = zeros(
    parts[0].rows,
    parts.reduce((sum, { cols }) => sum + cols, 0),
  );
  let at = 0;
  for (const { rows, cols, data } of parts) {
    joined.data.set(data.subarray(0, rows * cols), at);
    at += rows * cols;
  }
  return joined;
}

/** The first `cols` columns in the top of a taller matrix whose other rows are zero. */
export function padRows(a: Matrix, rows: number): Matrix {
  const padded = zeros(rows, a.cols);
  for (let j = 0; j < a.cols; j++) padded.data.set(column(a, j), j * rows);
  return padded;
}

/** The first `rows` rows on and above the diagonal, with zeros below, copied. */
export function upperTrapezoid(a: Matrix, rows: number): Matrix {
  const upper = zeros(rows, a.cols);
  for (let j = 0; j < a.cols; j++) {
    for (let i = 0; i < rows && i <= j; i++) upper.data[j * rows + i] = a.data[j * a.rows + i];
  }
  return upper;
}

/** Aᵀ, copied. */
export function transpose(a: Matrix): Matrix {
  const t = zeros(a.cols, a.rows);
  for (let j = 0; j < a.cols; j++) {
    for (let i = 0; i < a.rows; i++) t.data[i * a.cols + j] = a.data[j * a.rows + i];
  }
  return t;
}

/** diag(left) · A · diag(right), copied; a side that is not given is the identity. */
export function scaled(a: Matrix, { left, right }: { left?: Float64Array; right?: Float64Array }): Matrix {
  const out = zeros(a.rows, a.cols);
  for (let j = 0; j < a.cols; j++) {
    const r = right === undefined ? 1 : right[j];
    for (let i = 0; i < a.rows; i++) {
      const at = j * a.rows + i;
      out.data[at] = left === undefined ? a.data[at] * r : a.data[at] * left[i] * r;
    }
  }
  return out;
}

/** The largest magnitude among the entries; 0 when there are none. */
export function largestMagnitude(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = max(largest, abs(values[i]));
  return largest;
}
