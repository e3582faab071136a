// AssemblyScript. What the module exports; `npm run build:kernels` compiles it to dist/src/engine/kernels.wasm.
export { backTransform, backTransformScratch } from './back-transform';
export { divideBidiagonal, divideBidiagonalScratch } from './bidiagonal-divide';
export { bidiagonalise, bidiagonaliseScratch } from './bidiagonalise';
export { centreRows } from './centre-rows';
export { cholesky } from './cholesky';
export { divideConquer, divideConquerScratch } from './divide-conquer';
export { gemm, gemmScratch } from './gemm';
export { gramAdd, gramFold, gramPack, gramRescale, gramTimes } from './gram';
export { gramMeasure, gramResidue } from './gram-columns';
export { gramColumnDots, gramRowSums } from './gram-moments';
export { backTransformHermitian, backTransformHermitianScratch } from './hermitian-back';
export { reduceHermitian, reduceHermitianScratch } from './hermitian-tridiagonal';
export { absorb, absorbScratch, applyReflectors, pivotedQr } from './householder';
export { sweep } from './jacobi';
export { setThreads, work } from './parallel';
export { solveTriangular, solveTriangularScratch } from './triangular';
export { qlValues } from './tridiagonal-ql';
export { tridiagonalise, tridiagonaliseScratch } from './tridiagonalise';
