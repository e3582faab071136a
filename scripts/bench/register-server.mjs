// Runs the loop on registers that was compiled into a file: answers { turns } with milliseconds and operations.
import { readFileSync } from 'node:fs';
import { answerLines } from './lines.mjs';

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const { loop, OPERATIONS } = new WebAssembly.Instance(module).exports;

await answerLines(({ turns }) => {
  const start = performance.now();
  loop(turns, 1, 0.5);
  return { milliseconds: performance.now() - start, operations: turns * OPERATIONS.value };
});
