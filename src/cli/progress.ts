import { SingleBar } from 'cli-progress';

/** How long a step must last before a bar is worth showing, in milliseconds. */
const PATIENCE = 400;

export type ProgressMode = 'auto' | 'always' | 'never';

/** Work counted in datapoints, shown as a bar with the time left on standard error. */
export interface Progress {
  advance(done: number): void;
  /** Takes the bar away; the terminal is as before. */
  stop(): void;
}

/**
 * A bar on a terminal (or always), none otherwise; it appears only when the work takes a moment, and goes with the last
 * datapoint: while its signal handlers wait behind the numerics, Ctrl-C would do nothing.
 */
export function startProgress({ mode, total, label }: { mode: ProgressMode; total: number; label: string }): Progress {
  if (mode === 'never' || (mode === 'auto' && !canRedraw())) return { advance() {}, stop() {} };
  const started = Date.now();
  const format = `${label} {bar} {percentage} % of ${total} datapoints, {eta_formatted} left`;
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    noTTYOutput: mode === 'always',
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  let shown = false;
  const interrupted = (signal: NodeJS.Signals) => {
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => {
    if (shown) bar.stop();
    shown = false;
    process.removeListener('SIGINT', interrupted).removeListener('SIGTERM', interrupted);
  };
  return {
    advance(done) {
      if (!shown && (mode === 'always' || Date.now() - started > PATIENCE)) {
        bar.start(total, 0);
        process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
        shown = true;
      }
      if (shown) bar.update(done);
      if (done >= total) stop();
    },
    stop,
  };
}

/** A terminal that understands cursor movements. */
function canRedraw(): boolean {
  return process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
}
