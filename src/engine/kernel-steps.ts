import { type Arena, arena } from './arena.js';
import type { Kernels } from './load-kernels.js';

/** The kernels that steps call, numbered as in assembly/calls.ts. */
const KERNELS = [
  'reduceHermitian',
  'backTransformHermitian',
  'tridiagonalise',
  'backTransform',
  'qlValues',
  'divideConquer',
  'bidiagonalise',
  'divideBidiagonal',
  'gramExtremes',
] as const;

/** A call of a kernel: its arguments, but for the area of `gemm`. */
export type KernelCall = readonly [kernel: (typeof KERNELS)[number], ...values: number[]];

/** Work that asks for one kernel after the other and hears what each answered. */
export type Steps<T> = Generator<KernelCall, T, number>;

/** A problem with the room that it needs in the kernels' memory. */
export interface SteppedWork<T> {
  readonly bytes: number;
  readonly pieces: number;
  steps(area: Arena): Steps<T>;
}

const DOUBLE = 8;
/** Doubles of a call's row: see assembly/calls.ts. */
const ROW = 16;
const ANSWER = 15;
/** Bytes of problems that are solved together: enough of small ones for every thread. */
const TOGETHER = 2 ** 24;

/**
 * The results of all, in order, and the same whether they are solved alone or together: one alone on all threads, and of many each on one
 * thread. Undefined where the memory is too small.
 */
export function solveSteps<T>(kernels: Kernels, works: readonly SteppedWork<T>[]): T[] | undefined {
  const results: T[] = [];
  for (let first = 0; first < works.length; ) {
    let [end, bytes] = [first + 1, works[first].bytes];
    while (end < works.length && bytes + works[end].bytes <= TOGETHER) bytes += works[end++].bytes;
    const found = solveTogether(kernels, works.slice(first, end));
    if (found === undefined) return undefined;
    results.push(...found);
    first = end;
  }
  return results;
}

function solveTogether<T>({ exports, memory }: Kernels, works: readonly SteppedWork<T>[]): T[] | undefined {
  const gemmBytes = works.length === 1 ? exports.gemmScratch() : exports.forThreads(exports.gemmScratch());
  const tableBytes = DOUBLE * ROW * (works.length + 1);
  const bytes = works.reduce((sum, work) => sum + work.bytes, gemmBytes + tableBytes);
  const area = arena(memory, { bytes, pieces: works.reduce((sum, { pieces }) => sum + pieces, 2) });
  if (area === undefined) return undefined;
  const table = area.reserve(tableBytes);
  const rows = new Float64Array(memory.buffer, table, ROW * (works.length + 1));
  rows[0] = area.reserve(gemmBytes);
  const results = new Array<T>(works.length);
  let waiting = works.map((work, place) => ({ steps: work.steps(area), place, answer: 0 }));
  while (waiting.length > 0) {
    let calls = 0;
    waiting = waiting.filter(({ steps, place, answer }) => {
      const { done, value } = steps.next(answer);
      if (done) results[place] = value;
      else {
        const [kernel, ...values] = value;
        rows.set([KERNELS.indexOf(kernel), ...values], ROW * ++calls);
      }
      return !done;
    });
    if (calls > 0) exports.runCalls(calls, table);
    waiting.forEach((own, i) => {
      own.answer = rows[ROW * (i + 1) + ANSWER];
    });
  }
  return results;
}
