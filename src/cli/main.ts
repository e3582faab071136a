import { Command, CommanderError } from 'commander';
import { EXIT_CODES, SvccaError } from '../errors.js';
import { compareCommand } from './commands/compare.js';
import { reportError, surviveClosedPipes } from './output.js';
import { VERSION } from './version.js';

const BUG_HINT = 'this is a bug in svcca: please report it with the command and the lines above';

const EXAMPLES = `
Examples:
  $ svcca compare net-a/fc2.npy net-b/fc2.npy           how similar are two layers?
  $ svcca compare a.npy b.npy --metric svcca,cka --json  two metrics, for a script
  $ svcca compare run.npz:fc1 run.npz:fc2                layers inside one archive
  $ svcca compare --help                                 everything compare can do
`;

/** Runs the command line and returns the exit code of CLI.md; never throws, never ends the process. */
export async function main(argv: readonly string[]): Promise<number> {
  surviveClosedPipes();
  let exitCode: number = EXIT_CODES.done;
  const program = new Command('svcca')
    .description('How similar are the representations inside neural networks?')
    .version(VERSION)
    .showHelpAfterError('(svcca --help lists the commands and examples)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  program.addCommand(
    compareCommand((code) => {
      exitCode = code;
    }).exitOverride(),
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
  if (error instanceof SvccaError) {
    reportError(error);
    return EXIT_CODES[error.kind];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${stack}\n${BUG_HINT}\n`);
  return EXIT_CODES.bug;
}
