import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fairEnvironment, removedVariables } from './environment.mjs';
import { PYTHON, SVCCA, script } from './programs.mjs';

/** On a busy machine a fast library may look slow for once. */
const DOCTOR_VISITS = 3;

/** What runs here and on what, to stand above every number. */
export function examineMachine() {
  const { version, blas } = seeDoctor();
  return {
    svcca: version,
    commit: output('git', ['rev-parse', '--short', 'HEAD'])?.trim() ?? null,
    node: process.version,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    load: loadavg()[0],
    blas,
    numpy: JSON.parse(output(PYTHON, [script('numpy-facts.py')]) ?? 'null'),
    removed: removedVariables(),
  };
}

/** The version of svcca, and the library that its `--engine blas` takes; null where there is none. */
function seeDoctor() {
  let version;
  for (let visit = 0; visit < DOCTOR_VISITS; visit++) {
    const report = JSON.parse(output(process.execPath, [SVCCA, 'doctor', '--json']));
    version = report.version;
    const blas = report.libraries.find(({ usable }) => usable);
    if (blas !== undefined) return { version, blas };
  }
  return { version, blas: null };
}

/** What a program prints; undefined where it does not run. */
function output(program, args) {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'];
    return execFileSync(program, args, { encoding: 'utf8', env: fairEnvironment(), stdio });
  } catch {
    return undefined;
  }
}
