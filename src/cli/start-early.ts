import { bootThreads, threadsByDefault } from '../engine/start-threads.js';
import { operandBytes } from '../io/operand-bytes.js';
import type { EngineOptions } from './engine-option.js';

/** Files of fewer bytes are compared before threads are up. */
const WORTH_STARTING = 8e6;

/** Starts the threads that large files will want, beside what is loaded and opened meanwhile. */
export function startEarly(
  operands: readonly string[],
  { threads = threadsByDefault() }: Pick<EngineOptions, 'threads'>,
): void {
  const bytes = operands.reduce((sum, operand) => sum + operandBytes(operand), 0);
  if (bytes >= WORTH_STARTING) bootThreads(threads);
}
