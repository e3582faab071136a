import { runProcess } from './run-process.mjs';

/** On a busy machine `--engine blas` may find the library too slow and compute without it, which is not what is measured. */
const ATTEMPTS = 5;

/** Runs a program, again where it did not compute with the engine that is to be measured. */
export async function runProgram({ command, threads, engine }, { watched = false } = {}) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const finished = await runProcess(command, { threads, watched });
    if (finished.answer.engine === engine) return finished;
  }
  throw new Error(`does not compute with the ${engine} engine in ${ATTEMPTS} attempts: ${command.join(' ')}`);
}

/**
 * A run of each program, after which files are in the machine's cache: the value that all agree on, relatively to `same`, how far the furthest
 * is from it, and the memory and the time of each.
 */
export async function firstRuns(programs, { same }) {
  const [megabytes, milliseconds] = [{}, {}];
  let [agreed, apart] = [undefined, 0];
  for (const program of programs) {
    const { name, command, svcca } = program;
    const { peak, answer, ...finished } = await runProgram(program, { watched: true });
    megabytes[name] = peak;
    milliseconds[name] = finished.milliseconds;
    const value = svcca(answer);
    agreed ??= value;
    apart = Math.max(apart, Math.abs(value - agreed) / Math.abs(agreed));
    if (!(apart <= same)) {
      throw new Error(`${name} finds an svcca of ${value}, ${programs[0].name} one of ${agreed}: ${command.join(' ')}`);
    }
  }
  return { svcca: agreed, apart, megabytes, milliseconds };
}
