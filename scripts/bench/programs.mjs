import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What is asked for numpy. It may be a script that looks for the Python to run, so what is measured is the one it found. */
export const PYTHON = process.env.PYTHON ?? 'python3';
export const SVCCA = fileURLToPath(new URL('../../bin/svcca.js', import.meta.url));
export const ASC = fileURLToPath(new URL('../../node_modules/assemblyscript/bin/asc.js', import.meta.url));

/** The path of a script beside this one. */
export function script(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** The numbers of threads that are tried: one, and all there are. */
export const THREADS = [...new Set([1, availableParallelism()])];
