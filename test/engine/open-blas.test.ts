import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { defaultEngine } from '../../src/engine/default-engine.js';
import { type Koffi, loadKoffi } from '../../src/engine/load-blas.js';
import { judgeLibrary, type OpenBlasOptions, openBlas } from '../../src/engine/open-blas.js';
import { temporaryFolder } from '../io/temporary-folder.js';
import { machineBlas, testLibrary } from './machine-blas.js';

const { path, write } = temporaryFolder();

const ROUTINES = ['dgemm', 'dsyrk', 'dtrsm', 'dpotrf', 'dsytrd', 'dsterf', 'dstedc', 'dormtr', 'dgesdd'];

/** A product of matrices as Fortran has it, slow and right. */
const RIGHT_PRODUCT = `
extern "C" void dgemm_(const char *ta, const char *, const int *m, const int *n, const int *k, const double *alpha,
    const double *a, const int *lda, const double *b, const int *ldb, const double *, double *c, const int *ldc) {
  for (int j = 0; j < *n; j++) for (int i = 0; i < *m; i++) {
    double s = 0;
    for (int t = 0; t < *k; t++) s += (*ta == 'T' ? a[t + i * *lda] : a[i + t * *lda]) * b[t + j * *ldb];
    c[i + j * *ldc] = *alpha * s;
  }
}`;

function empty(names: readonly string[]): string {
  return names.map((name) => `extern "C" void ${name}_() {}`).join('\n');
}

/** Compiles a shared library. */
async function compiled(name: string, source: string): Promise<string> {
  const file = await write(`${name}.cpp`, Buffer.from(source));
  execFileSync('g++', ['-shared', '-fPIC', '-o', path(`${name}.so`), file]);
  return path(`${name}.so`);
}

function opened(file: string, options: Partial<OpenBlasOptions> = {}) {
  return openBlas([{ files: [file], named: true }], { other: defaultEngine, threads: 1, ...options });
}

describe('no library is taken, and the verdict says why, from', () => {
  test('a file that is text', async () => {
    const file = await write('text.so', Buffer.from('libopenblas\n'));
    expect(opened(file)).toEqual({
      koffi: true,
      verdicts: [
        { name: file, path: file, usable: false, problem: expect.stringMatching(/^it cannot be loaded \(.+\)$/) },
      ],
    });
  });

  test('a file that is not there', () => {
    const [{ problem }] = opened(path('missing.so')).verdicts;
    expect(problem).toMatch(/^it cannot be loaded \(.*no such file/i);
  });

  test('a folder', () => expect(opened(path('')).verdicts[0].usable).toBe(false));

  test.each([
    ['nothing', '', 'it has no dgemm_'],
    ['a product only', RIGHT_PRODUCT, 'it has no dsyrk_'],
    ['BLAS without LAPACK', empty(ROUTINES.slice(0, 3)), 'it has no dpotrf_'],
    ['another decoration in part', `extern "C" void scipy_dgemm_64_() {}`, 'it has no scipy_dsyrk_64_'],
    ['routines that do nothing', empty(ROUTINES), 'its dgemm gives wrong results'],
    ['a right product and nothing else', RIGHT_PRODUCT + empty(ROUTINES.slice(1)), 'its dsyrk gives wrong results'],
    [
      'a product that is off by a millionth',
      RIGHT_PRODUCT.replace('*alpha * s', '*alpha * s + 1e-6') + empty(ROUTINES.slice(1)),
      'its dgemm gives wrong results',
    ],
  ])('a library with %s', async (name, source, problem) => {
    const file = await compiled(name.replace(/\W/g, '-'), source);
    const { engine, verdicts } = opened(file);
    expect([engine, verdicts]).toEqual([undefined, [expect.objectContaining({ path: file, usable: false, problem })]]);
  });

  test('a koffi that is not installed', () => {
    const koffi = (): Koffi => {
      throw new Error("Cannot find module 'koffi'");
    };
    expect(opened('libm.so.6', { koffi })).toEqual({ koffi: false, verdicts: [] });
  });

  test('names that the system does not know, without a word about them', () => {
    const files = ['libsvcca-nowhere.so'];
    const options = { other: defaultEngine, threads: 1 };
    expect(openBlas([{ files, named: false }], options).verdicts).toEqual([]);
    expect(openBlas([{ files, named: true }], options).verdicts).toHaveLength(1);
  });

  test('a library that misses another one, which is worth a word', () => {
    const load = () => {
      throw new Error('Failed to load shared library: libgfortran.so.5: cannot open shared object file: No such file');
    };
    const koffi = () => ({ ...loadKoffi(), load });
    const options = { other: defaultEngine, threads: 1, koffi };
    const { verdicts } = openBlas([{ files: ['libopenblas.so.0'], named: false }], options);
    expect(verdicts).toHaveLength(process.platform === 'linux' ? 1 : 0);
  });
});

describe('the clock', () => {
  /** Lets each engine take so long, in turn. */
  function clock(...durations: readonly number[]): () => number {
    let [calls, time] = [0, 0];
    return () => {
      if (calls++ % 2 === 1) time += durations[((calls >> 1) - 1) % durations.length];
      return time;
    };
  }

  function judged(...durations: readonly number[]) {
    return judgeLibrary(testLibrary, { other: defaultEngine, now: clock(...durations) });
  }

  test('tells a library that is ten times slower, hardly faster, four times as fast', () => {
    expect(judged(1, 10)).toMatchObject({
      usable: false,
      problem: 'it is slower than the default engine',
      speed: 0.1,
    });
    expect(judged(1.1, 1)).toMatchObject({ usable: false, problem: 'it is hardly faster than the default engine' });
    expect(judged(4, 1)).toMatchObject({ usable: true, speed: 4 });
  });

  test('gives a slow one more rounds, and forgets the slow rounds', () => {
    expect(judged(1, 1, 5, 50, 4, 40, 4, 30, 4, 2).speed).toBe(2);
  });

  test('counts for nothing where there is none', () => {
    expect(judgeLibrary(testLibrary, { other: defaultEngine })).toEqual({
      name: testLibrary.name,
      path: testLibrary.path,
      usable: true,
    });
  });
});

test('every library is judged where all are asked for, each file once', async () => {
  const [nothing, text] = [await compiled('none', ''), await write('none.txt', Buffer.from('x'))];
  const candidates = [nothing, text, nothing, ...(machineBlas.library ? [machineBlas.library.path] : [])];
  const { verdicts } = openBlas(
    candidates.map((file) => ({ files: [file], named: true })),
    { other: defaultEngine, threads: 1, all: true },
  );
  expect(verdicts.map((verdict) => verdict.path)).toEqual(candidates);
});
