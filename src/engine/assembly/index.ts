// AssemblyScript. What the module exports; `npm run build:kernels` compiles it to dist/src/engine/kernels.wasm.
export { gemm, gemmScratch } from './gemm';
export { absorb, absorbScratch, applyReflectors, pivotedQr } from './householder';
export { sweep } from './jacobi';
export { setThreads, work } from './parallel';
