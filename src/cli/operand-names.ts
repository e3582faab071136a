import { basename } from 'node:path';
import { parseOperand, spoken } from '../io/operand.js';

/** Short names of layers in their order: the key in an archive, else the file's name without its extension; the operands where two are alike. */
export async function operandNames(operands: readonly string[]): Promise<string[]> {
  const names = await Promise.all(
    operands.map(async (operand) => {
      if (operand === '-') return spoken(operand);
      const { path, key } = await parseOperand(operand);
      return key ?? basename(path).replace(/\.(npy|npz|safetensors)$/i, '');
    }),
  );
  return new Set(names).size === names.length ? names : operands.map(spoken);
}
