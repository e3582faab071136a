import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fairEnvironment, removedVariables } from './environment.mjs';
import { PYTHON, SVCCA, script } from './programs.mjs';

/** What runs here and on what, to stand above every number. */
export function examineMachine() {
  const { version, libraries, engines } = JSON.parse(output(process.execPath, [SVCCA, 'doctor', '--json']));
  return {
    svcca: version,
    commit: output('git', ['rev-parse', '--short', 'HEAD'])?.trim() ?? null,
    node: process.version,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    load: loadavg()[0],
    blas: engines.blas === 'blas' ? libraries.find(({ usable }) => usable).name : null,
    numpy: JSON.parse(output(PYTHON, [script('numpy-facts.py')]) ?? 'null'),
    removed: removedVariables(),
  };
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
