import { blasEngine } from './blas-engine.js';
import { speedRatio, wrongAnswer } from './check-blas.js';
import type { Engine } from './engine.js';
import type { BlasCandidate } from './find-blas.js';
import { type BlasLibrary, type Koffi, loadBlas, loadKoffi } from './load-blas.js';

/** What is not faster by so much is not worth giving up results that are the same on every machine. */
const LEAST_SPEED = 1.2;

/** What became of a candidate. */
export interface BlasVerdict {
  /** Its version and file where it could be loaded, else the files asked for. */
  readonly name: string;
  readonly path: string;
  readonly usable: boolean;
  /** Why it is not taken. */
  readonly problem?: string;
  /** How many times as fast as the default engine it multiplies; not measured without a clock, or where it is wrong. */
  readonly speed?: number;
}

export interface OpenedBlas {
  /** On the first library that is right, and faster than the default engine. */
  readonly engine?: Engine;
  readonly library?: BlasLibrary;
  /** Of every candidate that is there, in order, up to the one taken. */
  readonly verdicts: readonly BlasVerdict[];
  readonly koffi: boolean;
}

export interface OpenBlasOptions {
  /** The engine to be compared with, and to do what the library does not. */
  readonly other: Engine;
  /** Threads of the library. */
  readonly threads: number;
  /** A clock in milliseconds; without one the speed counts for nothing. */
  readonly now?: () => number;
  /** Judge every candidate, also those after the first usable one. */
  readonly all?: boolean;
  /** May throw where there is none. */
  readonly koffi?: () => Koffi;
}

/** The first candidate that is right and fast, after a self-test of some milliseconds; never throws. */
export function openBlas(
  candidates: readonly BlasCandidate[],
  { other, threads, now, all = false, koffi = loadKoffi }: OpenBlasOptions,
): OpenedBlas {
  const caller = attempt(koffi);
  if (caller === undefined) return { verdicts: [], koffi: false };
  const verdicts: BlasVerdict[] = [];
  const files = new Set<string>();
  let taken: BlasLibrary | undefined;
  for (const candidate of candidates) {
    if (taken !== undefined && !all) break;
    const library = loadBlas(caller, candidate.files);
    if ('problem' in library) {
      const path = candidate.files.join(' with ');
      if (candidate.named || !library.absent) {
        verdicts.push({ name: path, path, usable: false, problem: library.problem });
      }
      continue;
    }
    // Two names may lead to one file.
    if (files.has(library.path)) continue;
    files.add(library.path);
    // On one thread it is compared with what one of ours does: other programs on the machine disturb that least.
    library.setThreads(1);
    const verdict = judgeLibrary(library, { other, now });
    library.setThreads(threads);
    verdicts.push(verdict);
    if (verdict.usable) taken ??= library;
  }
  const opened = taken === undefined ? {} : { engine: blasEngine(taken, { other }), library: taken };
  return { ...opened, verdicts, koffi: true };
}

function attempt(koffi: () => Koffi): Koffi | undefined {
  try {
    return koffi();
  } catch {
    return undefined;
  }
}

/** Whether a library that is loaded may be used. */
export function judgeLibrary(
  library: BlasLibrary,
  { other, now }: { other: Engine; now?: (() => number) | undefined },
): BlasVerdict {
  const { name, path } = library;
  const wrong = wrongAnswer(library, other);
  if (wrong !== undefined) return { name, path, usable: false, problem: `its ${wrong} gives wrong results` };
  if (now === undefined) return { name, path, usable: true };
  const speed = speedRatio(library, other, now);
  if (speed >= LEAST_SPEED) return { name, path, usable: true, speed };
  return {
    name,
    path,
    usable: false,
    problem: speed < 1 ? 'it is slower than the default engine' : 'it is hardly faster than the default engine',
    speed,
  };
}
