import { statSync } from 'node:fs';

/** About how many bytes an operand has: those of its file, or of the archive that it names an array of; 0 where that is not so easily told. */
export function operandBytes(operand: string): number {
  const paths = [operand, operand.replace(/:[^:]*$/, '')];
  return paths.map((path) => sizeOf(path)).find((size) => size > 0) ?? 0;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
