import { Command } from 'commander';
import { EXIT_CODES } from '../../errors.js';
import { doctorFacts } from '../../report/doctor-facts.js';
import { renderJson } from '../../report/json.js';
import { renderTable } from '../../report/table.js';
import { openMachineBlas } from '../choose-engine.js';
import { examineMachine } from '../examine-machine.js';
import { type OutputOptions, standardOutput } from '../output.js';

const HELP = `
Tries the engines and every BLAS library that it finds: by the names that the system knows and inside the
numpy and scipy of the Pythons on the PATH; or only the one that SVCCA_BLAS names.

Examples:
  $ svcca doctor
  $ svcca doctor --json
  $ SVCCA_BLAS=/opt/lib/libopenblas.so svcca doctor     is this library right and fast?

Exit codes: 0 done, whatever was found, 2 usage, 70 a bug.
`;

/** `svcca doctor`: what does this machine offer? `done` gets the exit code. */
export function doctorCommand(done: (exitCode: number) => void): Command {
  return new Command('doctor')
    .description('what does this machine offer: engines, their speed, BLAS libraries')
    .option('--json', 'the same as JSON')
    .option('--no-color', 'plain text (NO_COLOR works too)')
    .addHelpText('after', HELP)
    .action(async (options: OutputOptions & { json?: boolean }) => {
      const output = standardOutput(options);
      const report = examineMachine(openMachineBlas({ all: true }));
      await output.result(options.json ? renderJson(report) : renderTable(doctorFacts(report), output.style));
      done(EXIT_CODES.done);
    });
}
