import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fairEnvironment } from './environment.mjs';

/** Milliseconds between looks at a process's memory. */
const LOOK = 5;

/**
 * Runs a program to its end: milliseconds from before its start until it is gone, and what it printed, parsed. With `watched`
 * also the most memory that it had, in MiB, null where the system does not tell; looking costs time, so not while it counts.
 */
export function runProcess([program, ...args], { threads, watched = false } = {}) {
  const start = performance.now();
  const child = spawn(program, args, { env: fairEnvironment({ threads }), stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (text) => (said[stream] += text));
  let milliseconds;
  let peak = null;
  const look = () => {
    peak = peakMemory(child.pid) ?? peak;
  };
  const watch = watched ? setInterval(look, LOOK) : undefined;
  child.on('exit', () => {
    milliseconds = performance.now() - start;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ milliseconds, peak, answer: JSON.parse(said.stdout) });
      else reject(new Error(`${[program, ...args].join(' ')} exited with ${code}:\n${said.stderr}`));
    });
  });
}

/** The most that the kernel saw a process have in memory, in MiB. */
function peakMemory(pid) {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
