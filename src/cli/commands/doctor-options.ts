import { Command } from 'commander';
import type { OutputOptions } from '../output.js';

/** What `svcca doctor` was asked for. */
export interface DoctorCommandOptions extends OutputOptions {
  readonly json?: boolean;
}

const HELP = `
Tries the engines and every BLAS library that it finds: by the names that the system knows and inside the
numpy and scipy of the Pythons on the PATH; or only the one that SVCCA_BLAS names.

Examples:
  $ svcca doctor
  $ svcca doctor --json
  $ SVCCA_BLAS=/opt/lib/libopenblas.so svcca doctor     is this library right and fast?

Exit codes: 0 done, whatever was found, 2 usage, 70 a bug.
`;

/** `svcca doctor` as it is typed and explained. */
export function declareDoctor(): Command {
  return new Command('doctor')
    .description('what does this machine offer: engines, their speed, BLAS libraries')
    .option('--json', 'the same as JSON')
    .option('--no-color', 'plain text (NO_COLOR works too)')
    .addHelpText('after', HELP)
    .action(async (options: DoctorCommandOptions) => {
      const { runDoctor } = await import('./doctor.js');
      await runDoctor(options);
    });
}
