import { stat } from 'node:fs/promises';

/** A file, and the array in it where one is named. */
export interface Operand {
  readonly path: string;
  readonly key: string | undefined;
}

/** What errors call an operand: its name, and - by what it stands for. */
export function spoken(name: string): string {
  return name === '-' ? 'standard input' : name;
}

/**
 * Splits `file:key` at the last colon before which there is a file: a file whose name has a colon is found as it is.
 * Where nothing exists, the name up to .npz or .safetensors is taken for the file.
 */
export async function parseOperand(operand: string): Promise<Operand> {
  if (await exists(operand)) return { path: operand, key: undefined };
  for (let at = operand.lastIndexOf(':'); at > 0; at = operand.lastIndexOf(':', at - 1)) {
    const path = operand.slice(0, at);
    if (await exists(path)) return { path, key: operand.slice(at + 1) };
  }
  const named = /^(.*?\.(?:npz|safetensors)):(.*)$/is.exec(operand);
  return named === null ? { path: operand, key: undefined } : { path: named[1] as string, key: named[2] };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
