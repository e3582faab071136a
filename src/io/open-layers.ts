import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import type { Dump } from './dump.js';
import { dumpActivations } from './dump-activations.js';
import { type Layout, type ResolvedLayout, resolveLayouts } from './layout.js';
import { openDump } from './open-dump.js';

/** A dump that is open for reading, and what was decided about it. */
export interface OpenLayer {
  readonly dump: Dump;
  readonly resolved: ResolvedLayout;
  readonly activations: Activations;
}

export interface OpenLayersOptions {
  readonly layout?: 'auto' | Layout;
  readonly dtype?: 'bf16' | undefined;
}

/**
 * Opens layers that are to be compared (`x.npy`, `x.npz:key`, `x.safetensors:key`, or `-` for one .npy on standard
 * input) and agrees on their datapoints. Files stay open until `close`.
 *
 * @throws SvccaError 'input' when a file is missing, malformed, or has other datapoints than the first.
 */
export async function openLayers<const Operands extends readonly string[]>(
  operands: Operands,
  { layout = 'auto', dtype }: OpenLayersOptions = {},
): Promise<{ layers: { readonly [I in keyof Operands]: OpenLayer }; close(): Promise<void> }> {
  if (operands.filter((operand) => operand === '-').length > 1) {
    throw new SvccaError('usage', 'only one layer can come from standard input', { hint: 'put the others in files' });
  }
  const dumps: Dump[] = [];
  const close = async () => void (await Promise.all(dumps.map((dump) => dump.close())));
  try {
    for (const operand of operands) dumps.push(await openDump(operand, { dtype }));
    const resolved = resolveLayouts(dumps, layout);
    const layers = dumps.map((dump, i) => ({
      dump,
      resolved: resolved[i],
      activations: dumpActivations(dump, resolved[i]),
    }));
    return { layers: layers as { [I in keyof Operands]: OpenLayer }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
