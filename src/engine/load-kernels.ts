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
  sweep(n: number, y: number, w: number, squares: number, order: number, tolerance: number): number;
}

/** The compiled kernels and the memory that they work in. */
export interface Kernels {
  readonly exports: KernelExports;
  readonly memory: WebAssembly.Memory;
}

/** 4 GiB, all that 32-bit addresses reach. */
const MOST_PAGES = 65536;

/** The SIMD kernels that the build compiled; undefined where this machine's WebAssembly does not run them. */
export function loadKernels(): Kernels | undefined {
  const bytes = readFileSync(new URL('./kernels.wasm', import.meta.url));
  if (!WebAssembly.validate(bytes)) return undefined;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, abort: unreachable } });
  return { exports: instance.exports as unknown as KernelExports, memory };
}

function unreachable(): never {
  throw new Error('a kernel stopped: this cannot happen');
}
