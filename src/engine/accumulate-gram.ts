import type { BlasLibrary } from './load-blas.js';

/** The shapes of `accumulateGram`. */
export interface GramPanel {
  /** Columns of P. */
  readonly n: number;
  /** Rows of P. */
  readonly rows: number;
  /** Numbers from a column of C to the next; n unless said otherwise. */
  readonly ldc?: number;
  /** Whether the panel holds row after row, as files in C order do, or column after column. */
  readonly by: 'row' | 'column';
  /** Numbers from a row, or column, of P to the next; as tight as can be unless said otherwise. */
  readonly ldp?: number;
}

/**
 * C ← C + PᵀP in the upper triangle of the n × n matrix C (column-major), in the caller's memory, which may be any:
 * koffi hands the library the address of a view's first number, also in a SharedArrayBuffer and in the memory of a
 * WebAssembly (shared or not), and copies nothing. A memory that can grow must not do so meanwhile.
 */
export function accumulateGram(
  { routines }: BlasLibrary,
  c: Float64Array,
  panel: Float64Array,
  { n, rows, ldc = n, by, ldp = by === 'row' ? n : rows }: GramPanel,
): void {
  if (n === 0 || rows === 0) return;
  requireRoom('the Gram matrix', c, { count: n, length: n, apart: ldc });
  requireRoom(
    'the panel',
    panel,
    by === 'row' ? { count: rows, length: n, apart: ldp } : { count: n, length: rows, apart: ldp },
  );
  routines.dsyrk('U', by === 'row' ? 'N' : 'T', n, rows, 1, panel, ldp, 1, c, ldc);
}

/** The library would write where it is told; here is the last place to look. */
function requireRoom(
  what: string,
  { length: numbers }: Float64Array,
  { count, length, apart }: { count: number; length: number; apart: number },
): void {
  if (apart >= length && (count - 1) * apart + length <= numbers) return;
  throw new RangeError(`${what} has ${numbers} numbers, too few for ${count} × ${length}, ${apart} apart`);
}
