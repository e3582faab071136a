// AssemblyScript. Kernels called by the row of a table, so that many small problems take one step together, each on one thread.
import { backTransform } from './back-transform';
import { divideBidiagonal } from './bidiagonal-divide';
import { bidiagonalise } from './bidiagonalise';
import { divideConquer } from './divide-conquer';
import { gemmScratch } from './gemm';
import { gramExtremes } from './gram-extremes';
import { backTransformHermitian } from './hermitian-back';
import { reduceHermitian } from './hermitian-tridiagonal';
import { parallelFor, threadIndex } from './parallel';
import { qlValues } from './tridiagonal-ql';
import { tridiagonalise } from './tridiagonalise';

/** Bytes of a row: the number of a kernel (see kernel-steps.ts), its arguments but for the area of `gemm`, and at last its answer. */
const ROW: i32 = 128;
const ANSWER: usize = 120;

/** Runs the rows behind the first, which holds the address of as many areas for `gemm` as threads may take part. */
export function runCalls(count: i32, table: usize): void {
  parallelFor(runCall, count, table);
}

function runCall(index: i32, table: usize): void {
  const gemmArea = <usize>load<f64>(table) + <usize>(threadIndex() * gemmScratch());
  const row = table + <usize>((index + 1) * ROW);
  switch (argument(row, -1)) {
    case 0:
      reduceHermitian(
        argument(row, 0),
        address(row, 1),
        argument(row, 2),
        address(row, 3),
        address(row, 4),
        address(row, 5),
        address(row, 6),
        gemmArea,
      );
      break;
    case 1:
      backTransformHermitian(
        argument(row, 0),
        address(row, 1),
        argument(row, 2),
        address(row, 3),
        address(row, 4),
        argument(row, 5),
        address(row, 6),
        gemmArea,
      );
      break;
    case 2:
      tridiagonalise(
        argument(row, 0),
        address(row, 1),
        argument(row, 2),
        address(row, 3),
        address(row, 4),
        address(row, 5),
        address(row, 6),
      );
      break;
    case 3:
      backTransform(
        argument(row, 0),
        argument(row, 1),
        argument(row, 2),
        address(row, 3),
        argument(row, 4),
        address(row, 5),
        address(row, 6),
        argument(row, 7),
        argument(row, 8),
        address(row, 9),
      );
      break;
    case 4:
      qlValues(argument(row, 0), address(row, 1), address(row, 2));
      break;
    case 5:
      store<f64>(
        row,
        divideConquer(
          argument(row, 0),
          argument(row, 1),
          address(row, 2),
          address(row, 3),
          address(row, 4),
          argument(row, 5),
          address(row, 6),
          address(row, 7),
          gemmArea,
        ),
        ANSWER,
      );
      break;
    case 6:
      bidiagonalise(
        argument(row, 0),
        argument(row, 1),
        address(row, 2),
        argument(row, 3),
        address(row, 4),
        address(row, 5),
        address(row, 6),
        address(row, 7),
        address(row, 8),
        address(row, 9),
        gemmArea,
      );
      break;
    case 7:
      divideBidiagonal(
        argument(row, 0),
        load<f64>(row, 16),
        address(row, 2),
        address(row, 3),
        address(row, 4),
        address(row, 5),
        argument(row, 6),
        address(row, 7),
        address(row, 8),
        gemmArea,
      );
      break;
    case 8:
      store<f64>(
        row,
        gramExtremes(
          argument(row, 0),
          address(row, 1),
          argument(row, 2),
          address(row, 3),
          address(row, 4),
          address(row, 5),
          gemmArea,
        ),
        ANSWER,
      );
      break;
    default:
      unreachable();
  }
}

function argument(row: usize, place: i32): i32 {
  return <i32>load<f64>(row + ((<usize>(place + 1)) << 3));
}

function address(row: usize, place: i32): usize {
  return <usize>(<u32>load<f64>(row + ((<usize>(place + 1)) << 3)));
}
