import type { SvccaError } from '../errors.js';
import { systemCode } from '../io/file-problem.js';
import { writeProblem } from '../io/write-problem.js';
import { printable } from '../report/facts.js';
import type { TerminalRoom } from '../report/plain-room.js';
import { COLOUR, PLAIN, type Style } from '../report/table.js';
import { terminalRoom } from './terminal-room.js';

/** Where a command's words go: the result to standard output, everything said about it to standard error. */
export interface Output {
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Style of text on standard output. */
  readonly style: Style;
  /** What pictures of text on standard output may take. */
  readonly room: TerminalRoom;
  /** Whether a person watches standard output and standard error on one terminal. */
  readonly watched: boolean;
  result(text: string): Promise<void>;
  note(message: string): void;
  detail(message: string): void;
  warning(message: string): void;
}

export interface OutputOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
}

/** Standard output and standard error under the common options; a closed pipe swallows the rest in silence. */
export function standardOutput({ quiet = false, verbose = false, color = true }: OutputOptions): Output {
  const { stdout, stderr, env } = process;
  const coloured = color && stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const say = (label: string, message: string) => stderr.write(`${label}: ${printable(message)}\n`);
  return {
    quiet,
    verbose,
    style: coloured ? COLOUR : PLAIN,
    room: terminalRoom({ coloured }),
    watched: stdout.isTTY === true && stderr.isTTY === true,
    result: writeAll,
    note: (message) => void (quiet || say('note', message)),
    detail: (message) => void (verbose && say('detail', message)),
    warning: (message) => void (quiet || say('warning', message)),
  };
}

/** An error as three lines at most: what is wrong, and what to do about it. */
export function reportError(error: SvccaError): void {
  const hint = error.hint === undefined ? '' : `  try: ${printable(error.hint)}\n`;
  process.stderr.write(`error: ${printable(error.message)}\n${hint}`);
}

/** Makes a reader that went away (`| head`) no error; other failures of the streams surface in `result`. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listenerCount('error') === 0) stream.on('error', () => {});
  }
}

function writeAll(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      const code = systemCode(error);
      if (!error || code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') resolve();
      else reject(writeProblem('standard output', error));
    });
  });
}
