import { Command, CommanderError } from 'commander';
import { EXIT_CODES, SvccaError } from '../errors.js';
import { declareClasses } from './commands/classes-options.js';
import { declareCompare } from './commands/compare-options.js';
import { declareCompressPlan } from './commands/compress-plan-options.js';
import { declareCross } from './commands/cross-options.js';
import { declareDoctor } from './commands/doctor-options.js';
import { declareDynamics } from './commands/dynamics-options.js';
import { declareFreezePlan } from './commands/freeze-plan-options.js';
import { declareInspect } from './commands/inspect-options.js';
import { declareProject } from './commands/project-options.js';
import { declareRender } from './commands/render-options.js';
import { reportError, standardOutput, surviveClosedPipes } from './output.js';
import { usageMessage } from './usage-message.js';
import { VERSION } from './version.js';

const BUG_HINT = 'this is a bug in svcca: please report it with the command and the lines above';

const EXAMPLES = `
Examples:
  $ svcca compare net-a/fc2.npy net-b/fc2.npy      how similar are two layers?
  $ svcca compare run.npz:fc1 run.npz:fc2          layers inside one archive
  $ svcca inspect run                              what is in this run directory?
  $ svcca dynamics run --plot run.html             how does every layer approach its final representation?
  $ svcca cross net-a net-b                        which layers of two networks correspond?
  $ svcca classes fc*.npy --logits logits.npy      where does each class become visible?
  $ svcca compress-plan fc2.npy --weights w.npy    how far can the layer that reads it be factored?
  $ svcca project fc2.npy                          how does it do in fewer dimensions?
  $ svcca freeze-plan run                          which layers can stop training when?
  $ svcca render report.json --plot a.svg          its picture again
  $ svcca dynamics --help                          everything dynamics can do
`;

/** Runs the command line and returns the exit code of CLI.md; never throws, never ends the process. */
export async function main(argv: readonly string[]): Promise<number> {
  surviveClosedPipes();
  let exitCode: number = EXIT_CODES.done;
  let help = '';
  const program = new Command('svcca')
    .description('How similar are the representations inside neural networks?')
    .version(VERSION)
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
      outputError: (text, write) => write(usageMessage(text)),
    });
  const done = (code: number) => {
    exitCode = code;
  };
  for (const declare of declarations(argv[0])) {
    const command = declare(done);
    program.addCommand(
      command.copyInheritedSettings(program).showHelpAfterError(`  try: svcca ${command.name()} --help`),
    );
  }
  program.showHelpAfterError('  try: svcca --help');
  try {
    await program.parseAsync(argv, { from: 'user' }).catch(ignoreDone);
    if (help !== '') await standardOutput({}).result(help);
    return exitCode;
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** The commands in the order of their help; the one alone that the first word names, so that the others cost nothing. */
const COMMANDS: { readonly [name: string]: (done: (exitCode: number) => void) => Command } = {
  compare: declareCompare,
  dynamics: declareDynamics,
  cross: declareCross,
  classes: declareClasses,
  'compress-plan': declareCompressPlan,
  project: declareProject,
  'freeze-plan': declareFreezePlan,
  inspect: declareInspect,
  render: declareRender,
  doctor: declareDoctor,
};

function declarations(first = ''): (typeof COMMANDS)[string][] {
  return Object.hasOwn(COMMANDS, first) ? [COMMANDS[first]] : Object.values(COMMANDS);
}

/** commander throws also after --help and --version. */
function ignoreDone(error: unknown): void {
  if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return EXIT_CODES.usage;
  if (error instanceof SvccaError) {
    reportError(error);
    return EXIT_CODES[error.kind];
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${stack}\n${BUG_HINT}\n`);
  return EXIT_CODES.bug;
}
