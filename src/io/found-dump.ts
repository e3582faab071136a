import { SvccaError } from '../errors.js';
import { arrayDigest } from './array-digest.js';
import type { Dump } from './dump.js';
import { dumpActivations } from './dump-activations.js';
import type { FoundDump } from './found-run.js';
import type { ResolvedLayout } from './layout.js';
import type { ArrayFacts } from './list-arrays.js';
import { openDumpAt } from './open-dump.js';
import type { Operand } from './operand.js';
import { entryName } from './run-entries.js';

/** An array whose header was read. */
export interface ListedDump extends Operand {
  readonly found: ArrayFacts;
}

/** How an array is stored, in the words of reports. */
export function storedAs({ shape, fortran, element }: ArrayFacts): Pick<FoundDump, 'dtype' | 'shape' | 'order'> {
  return { dtype: element.name, shape, order: fortran ? 'F' : 'C' };
}

/** A dump that is opened again, and found to be what it was, whenever its values are needed. */
export function foundDump(
  array: ListedDump,
  { resolved, dtype }: { resolved: ResolvedLayout; dtype: 'bf16' | undefined },
): FoundDump {
  const operand = entryName(array);
  const openAgain = async (): Promise<Dump> => {
    const dump = await openDumpAt(array, { name: operand, dtype });
    if (isSame(dump, array.found)) return dump;
    await dump.close();
    throw new SvccaError('input', `${operand} is another array than when the run was listed`, {
      hint: 'wait until the program that writes it is done, then run this again',
    });
  };
  return {
    operand,
    ...storedAs(array.found),
    resolved,
    async open() {
      const dump = await openAgain();
      return { dump, resolved, activations: dumpActivations(dump, resolved) };
    },
    async digest() {
      const dump = await openAgain();
      return arrayDigest(dump, resolved).finally(() => dump.close());
    },
  };
}

function isSame(dump: Dump, { shape, element, fortran }: ArrayFacts): boolean {
  return `${dump.shape}` === `${shape}` && dump.dtype === element.name && dump.fortran === fortran;
}
