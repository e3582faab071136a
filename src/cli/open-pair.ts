import { SvccaError } from '../errors.js';
import type { Dump } from '../io/dump.js';
import { dumpActivations } from '../io/dump-activations.js';
import { type Layout, type ResolvedLayout, resolveLayouts } from '../io/layout.js';
import { openDump } from '../io/open-dump.js';
import type { InputReport } from '../report/compare-report.js';
import type { Activations } from '../similarity/activations.js';

/** Both operands, open, with what was decided about them. */
export interface OpenPair {
  readonly dumps: readonly [Dump, Dump];
  readonly layers: readonly [Activations, Activations];
  readonly reports: readonly [InputReport, InputReport];
  close(): Promise<void>;
}

/** Opens two operands and agrees on their layout. */
export async function openPair(
  [x, y]: readonly [string, string],
  { layout, dtype }: { layout: 'auto' | Layout; dtype?: 'bf16' | undefined },
): Promise<OpenPair> {
  if (x === '-' && y === '-') {
    throw new SvccaError('usage', 'both layers cannot come from standard input', { hint: 'put one of them in a file' });
  }
  const dumps: Dump[] = [];
  const close = async () => void (await Promise.all(dumps.map((dump) => dump.close())));
  try {
    for (const operand of [x, y]) dumps.push(await openDump(operand, { dtype }));
    const layouts = resolveLayouts(dumps, layout);
    return {
      dumps: dumps as [Dump, Dump],
      layers: dumps.map((dump, i) => dumpActivations(dump, layouts[i])) as [Activations, Activations],
      reports: dumps.map((dump, i) => inputReport(dump, layouts[i])) as [InputReport, InputReport],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One line on how an operand is read. */
export function readingNote({ path, dtype, shape, order, layout }: InputReport, requested: string): string {
  const how = layout === 'nd' ? 'datapoints × neurons' : 'neurons × datapoints';
  const why = requested === 'auto' ? '' : `, as --layout ${requested} says`;
  return `${path}: ${shape.join(' × ')} ${dtype}${order === 'F' ? ' (Fortran order)' : ''}, read as ${how}${why}`;
}

function inputReport({ name, dtype, shape, fortran }: Dump, { layout }: ResolvedLayout): InputReport {
  return { path: name, dtype, shape, order: fortran ? 'F' : 'C', layout };
}
