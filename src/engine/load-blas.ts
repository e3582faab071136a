import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { platform } from 'node:os';
import { basename, isAbsolute } from 'node:path';
import { type BlasRoutines, bindRoutines, type Lookup, type NativeFunction } from './blas-routines.js';

/** The part of koffi that is used; its own types are not there where it is not installed. */
export interface Koffi {
  load(path: string | null): {
    func(name: string, result: string, parameters: readonly string[]): NativeFunction;
    symbol(name: string): unknown;
  };
  decode(value: unknown, type: string): unknown;
}

/** A library with every routine that is needed, not yet trusted. */
export interface BlasLibrary {
  /** What it is and which version, as far as it says so: `OpenBLAS 0.3.21`. */
  readonly name: string;
  /** The file of its products, or the name it was asked for by where the system does not tell. */
  readonly path: string;
  readonly routines: BlasRoutines;
  /** Makes it use so many threads, where it lets itself be told. */
  setThreads(count: number): void;
}

/** Why there is no library: nothing of that name, or something that cannot be used. */
export interface LoadProblem {
  readonly absent: boolean;
  readonly problem: string;
}

/** koffi, which calls functions of libraries; throws where it is not installed or does not run on this machine. */
export function loadKoffi(): Koffi {
  return createRequire(import.meta.url)('koffi');
}

/** The library made of these files, of which each has part of the routines; never throws. */
export function loadBlas(koffi: Koffi, files: readonly string[]): BlasLibrary | LoadProblem {
  try {
    const opened = files.map((file) => koffi.load(file));
    let address: unknown;
    const lookup: Lookup = (name, { result, parameters }) => {
      for (const library of opened) {
        try {
          const found = library.func(name, result, parameters);
          address ??= library.symbol(name);
          return found;
        } catch {
          // It may be in the next one.
        }
      }
      return undefined;
    };
    const routines = bindRoutines(lookup);
    if ('missing' in routines) return { absent: false, problem: `it has no ${routines.missing}` };
    return {
      name: libraryName(lookup) ?? basename(files[0]),
      path: fileOf(koffi, address) ?? files[0],
      routines,
      setThreads: threadSetter(lookup),
    };
  } catch (error) {
    return loadProblem(error, files);
  }
}

function loadProblem(error: unknown, files: readonly string[]): LoadProblem {
  const message = String((error as { message?: unknown })?.message ?? error).split('\n')[0];
  const said = message.replace(/^Failed to load shared library: /, '');
  return {
    absent: files.every((file) => !isAbsolute(file)) && isAbsence(said, files),
    problem: `it cannot be loaded (${said})`,
  };
}

/** Whether the linker misses the files themselves, not what they need. */
function isAbsence(said: string, files: readonly string[]): boolean {
  if (platform() !== 'linux') return true;
  const [named] = /[^\s:]+\.so[.\d]*/.exec(said) ?? [];
  return /no such file/i.test(said) && (named === undefined || files.includes(named));
}

/** What a library calls itself; each of them has a function of its own for that. */
function libraryName(lookup: Lookup): string | undefined {
  for (const name of [
    'openblas_get_config',
    'openblas_get_config64_',
    'scipy_openblas_get_config',
    'scipy_openblas_get_config64_',
  ]) {
    const [version] = /OpenBLAS \d+(\.\d+){1,2}/.exec(said(lookup, name)) ?? [];
    if (version !== undefined) return version;
  }
  const version = said(lookup, 'bli_info_get_version_str');
  if (version !== '') return `BLIS ${version}`;
  return lookup('MKL_Get_Max_Threads', { result: 'void', parameters: [] }) === undefined ? undefined : 'MKL';
}

function said(lookup: Lookup, name: string): string {
  const text = lookup(name, { result: 'str', parameters: [] })?.();
  return typeof text === 'string' ? text : '';
}

function threadSetter(lookup: Lookup): (count: number) => void {
  for (const { name, parameter } of [
    { name: 'openblas_set_num_threads', parameter: 'int' },
    { name: 'openblas_set_num_threads64_', parameter: 'int' },
    { name: 'scipy_openblas_set_num_threads', parameter: 'int' },
    { name: 'scipy_openblas_set_num_threads64_', parameter: 'int' },
    { name: 'MKL_Set_Num_Threads', parameter: 'int' },
    { name: 'bli_thread_set_num_threads', parameter: 'int64_t' },
  ]) {
    const set = lookup(name, { result: 'void', parameters: [parameter] });
    if (set !== undefined) return (count) => void set(count);
  }
  return () => {};
}

/** The file that holds an address, links followed; undefined where the system does not tell (Windows). */
function fileOf(koffi: Koffi, address: unknown): string | undefined {
  try {
    const info = new BigUint64Array(4);
    const found = koffi.load(null).func('dladdr', 'int', ['void *', 'void *'])(address, info);
    return found === 0 ? undefined : realpathSync(String(koffi.decode(info, 'char *')));
  } catch {
    return undefined;
  }
}
