import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** With less beside the heap, collecting takes longer than what it frees is worth. */
const WORTH_COLLECTING = 8e6;

/**
 * Frees what the stages before left behind. Node puts it off while its own heap is small, whatever the matrices beside it take.
 */
export function collectGarbage(): void {
  if (getHeapStatistics().external_memory < WORTH_COLLECTING) return;
  collect ??= collector();
  collect();
}

/** Frees what was left behind since the last time, where that is much: often called, it takes no time. */
export function collectMuchGarbage(): void {
  if (getHeapStatistics().external_memory < remaining + MUCH) return;
  collectGarbage();
  remaining = getHeapStatistics().external_memory;
}

/** So much takes longer to be filled than to be freed. */
const MUCH = 48e6;
let remaining = 0;

let collect: (() => void) | undefined;

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
