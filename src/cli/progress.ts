import { printable } from '../report/facts.js';

/** How long a step must last before a bar is worth showing, in milliseconds. */
const PATIENCE = 400;

export type ProgressMode = 'auto' | 'always' | 'never';

/** Counted work, shown as a bar with the time left on standard error. */
export interface Progress {
  advance(done: number): void;
  /** Says what is being done now that everything is read. */
  stage(what: string): void;
  /** Takes the bar away; the terminal is as before. */
  stop(): void;
}

/** What to say of the work, and when. */
export interface ProgressOptions {
  readonly mode: ProgressMode;
  readonly total: number;
  readonly label: string;
  /** What is counted; datapoints unless said otherwise. */
  readonly unit?: string;
}

/** What stands beside the bar takes at most so many columns. */
const WORDS = 60;
const LONGEST_BAR = 30;

/** A bar on a terminal (or always), none otherwise; it appears only when the work takes a moment. */
export async function startProgress({ mode, total, label, unit = 'datapoints' }: ProgressOptions): Promise<Progress> {
  if (mode === 'never' || (mode === 'auto' && !canRedraw())) return { advance() {}, stage() {}, stop() {} };
  let started = Date.now();
  let last = 0;
  // Loaded only where there is something to show it on.
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {percentage} % of ${total} ${unit}, {left}`,
    stream: process.stderr,
    clearOnComplete: true,
    noTTYOutput: mode === 'always',
    barsize: Math.max(0, Math.min(LONGEST_BAR, (process.stderr.columns ?? Infinity) - WORDS)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    ...NOTHING_TO_RESTORE,
  });
  const slow = () => mode === 'always' || Date.now() - started > PATIENCE;
  let shown = false;
  let said = false;
  const stop = () => {
    if (shown) bar.stop();
    if (said) say('');
    shown = said = false;
  };
  return {
    advance(done) {
      // Reading begins again: what it took before says nothing of what is left.
      if (done < last) started = Date.now();
      last = done;
      if (!shown && slow()) {
        bar.start(total, done, { left: timeLeft({ done, total, started }) });
        shown = true;
      }
      if (shown) bar.update(done, { left: timeLeft({ done, total, started }) });
      if (done >= total) stop();
    },
    stage(what) {
      if (!slow()) return;
      say(`${printable(what)} …`);
      said = true;
    },
    stop,
  };
}

/** Shows one line in the place of the one before it; a stream that cannot go back gets lines one after the other. */
function say(line: string): void {
  if (canRedraw()) process.stderr.write(`\r\u001b[K${line}`);
  else if (line !== '') process.stderr.write(`${line}\n`);
}

/**
 * Leaves cursor and line wrapping of the terminal alone, and the signals to the system: a handler would have to wait
 * for the numerics of a whole block, and Ctrl-C with it.
 */
const NOTHING_TO_RESTORE = { hideCursor: false, linewrap: true, gracefulExit: false };

/** What is left takes as long for each datapoint as what is done took. */
function timeLeft({ done, total, started }: { done: number; total: number; started: number }): string {
  const seconds = Math.ceil((((Date.now() - started) / done) * (total - done)) / 1000);
  return seconds < 100 ? `${seconds} s left` : `${Math.round(seconds / 60)} min left`;
}

/** A terminal that understands cursor movements. */
function canRedraw(): boolean {
  return process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
}
