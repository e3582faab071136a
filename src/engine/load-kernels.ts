import { readFileSync } from 'node:fs';

/** What assembly/index.ts exports; addresses and sizes are whole numbers. */
interface KernelExports {
  gemm(
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    aRow: number,
    aCol: number,
    b: number,
    bRow: number,
    bCol: number,
    c: number,
    ldc: number,
    scratch: number,
  ): void;
  gemmScratch(): number;
  setThreads(count: number): void;
  forThreads(bytes: number): number;
  workAlone(alone: number): void;
  centreRows(context: number): void;
  gramMeasure(context: number): void;
  gramResidue(context: number): void;
  gramPack(context: number): void;
  gramRowSums(context: number): void;
  gramColumnDots(context: number): void;
  gramAdd(context: number): void;
  gramFold(context: number): void;
  gramRescale(context: number): void;
  gramTimes(context: number): void;
  gramTake(context: number): void;
  spectralRows(context: number): void;
  spectralGram(context: number): void;
  spectralGramScratch(slivers: number): number;
  absorb(n: number, rows: number, r: number, block: number, scratch: number, gemmArea: number): void;
  absorbScratch(n: number): number;
  pivotedQr(
    rows: number,
    cols: number,
    a: number,
    taus: number,
    pivots: number,
    norms: number,
    trusted: number,
    swap: number,
  ): void;
  applyReflectors(rows: number, steps: number, a: number, taus: number, c: number, cols: number): void;
  bidiagonalise(
    rows: number,
    n: number,
    a: number,
    lda: number,
    rights: number,
    d: number,
    e: number,
    leftTaus: number,
    rightTaus: number,
    scratch: number,
    gemmArea: number,
  ): void;
  bidiagonaliseScratch(lda: number): number;
  divideBidiagonal(
    n: number,
    norm: number,
    d: number,
    e: number,
    u: number,
    v: number,
    ld: number,
    order: number,
    scratch: number,
    gemmArea: number,
  ): void;
  divideBidiagonalScratch(n: number, ld: number): number;
  cholesky(n: number, a: number, ld: number, scratch: number, gemmArea: number): number;
  solveTriangular(
    n: number,
    cols: number,
    r: number,
    ld: number,
    b: number,
    ldb: number,
    transposed: number,
    scratch: number,
    gemmArea: number,
  ): void;
  solveTriangularScratch(): number;
  tridiagonalise(n: number, a: number, lda: number, d: number, e: number, taus: number, scratch: number): void;
  tridiagonaliseScratch(n: number, lda: number): number;
  qlValues(n: number, d: number, e: number): void;
  divideConquer(
    n: number,
    wanted: number,
    d: number,
    e: number,
    q: number,
    ld: number,
    order: number,
    scratch: number,
    gemmArea: number,
  ): number;
  divideConquerScratch(n: number, ld: number): number;
  backTransform(
    n: number,
    count: number,
    below: number,
    a: number,
    lda: number,
    taus: number,
    z: number,
    ldz: number,
    cols: number,
    scratch: number,
  ): void;
  backTransformScratch(n: number): number;
  reduceHermitian(
    n: number,
    a: number,
    half: number,
    d: number,
    e: number,
    taus: number,
    scratch: number,
    gemmArea: number,
  ): void;
  reduceHermitianScratch(half: number): number;
  backTransformHermitian(
    n: number,
    a: number,
    half: number,
    taus: number,
    z: number,
    cols: number,
    scratch: number,
    gemmArea: number,
  ): void;
  backTransformHermitianScratch(cols: number): number;
  runCalls(count: number, table: number): void;
  sweep(n: number, y: number, w: number, squares: number, order: number, tolerance: number): number;
}

/** The compiled kernels and the memory that they work in. */
export interface Kernels {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
}

/** What 32-bit addresses reach, less a page: the address after the last number does not wrap to 0. */
const MOST_PAGES = 65535;

/**
 * The SIMD kernels that the build compiled; undefined where the file is missing or damaged, and where this machine
 * has no WebAssembly, no SIMD in it, or no address space for its memory (V8 sets 10 GiB aside, which `ulimit -v` may refuse).
 */
export function loadKernels({
  file = new URL('../engine/kernels.wasm', import.meta.url),
  mostPages = MOST_PAGES,
}: {
  file?: URL;
  mostPages?: number;
} = {}): Kernels | undefined {
  try {
    const module = new WebAssembly.Module(readFileSync(file));
    const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: unreachable } });
    // A file cut short after its header is a valid module that has nothing in it.
    if (!('gemm' in exports)) return undefined;
    return { exports: exports as unknown as KernelExports, memory, module };
  } catch {
    return undefined;
  }
}

function unreachable(): never {
  throw new Error('a kernel stopped: this cannot happen');
}
