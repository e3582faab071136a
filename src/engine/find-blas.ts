import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { platform as systemPlatform } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/** Where a BLAS with LAPACK may be: files, or names that the dynamic linker knows, which make one library together. */
export interface BlasCandidate {
  readonly files: readonly string[];
  /** Whether the user named it, so that it is worth a word if it is not there. */
  readonly named: boolean;
}

/** Names that the dynamic linker of each system may know, the fastest first. */
const SYSTEM_NAMES: { readonly [platform: string]: readonly (readonly string[])[] } = {
  linux: [
    ['libopenblas.so.0'],
    ['libopenblas.so'],
    ['libmkl_rt.so.2'],
    ['libmkl_rt.so.1'],
    ['libmkl_rt.so'],
    ['libblis.so.4', 'liblapack.so.3'],
    ['libblis.so', 'liblapack.so.3'],
    ['libblas.so.3', 'liblapack.so.3'],
  ],
  darwin: [['/System/Library/Frameworks/Accelerate.framework/Accelerate'], ['libopenblas.dylib']],
  win32: [['libopenblas.dll'], ['mkl_rt.2.dll']],
};

/** The OpenBLAS that wheels of numpy and scipy bring along. */
const WHEEL_LIBRARY = /^lib(scipy_)?openblas.*\.(so|dylib|dll)([.\d]*)$/;
const WHEEL_FOLDERS = ['numpy.libs', 'numpy/.dylibs', 'scipy.libs', 'scipy/.dylibs'];

/**
 * The libraries to try, in order: the one that SVCCA_BLAS names and then no other; else those that the system
 * knows by name, then those inside the Pythons on the PATH and in use. Looks at folders, starts nothing.
 */
export function findBlas(
  env: { readonly [name: string]: string | undefined },
  { platform = systemPlatform() }: { platform?: string } = {},
): BlasCandidate[] {
  const named = env['SVCCA_BLAS'];
  if (named !== undefined && named !== '') return [{ files: named.split(delimiter), named: true }];
  const known = SYSTEM_NAMES[platform] ?? SYSTEM_NAMES['linux'];
  const wheels = new Set(pythonPrefixes(env).flatMap(sitePackages).flatMap(wheelLibraries));
  return [...known, ...[...wheels].map((file) => [file])].map((files) => ({ files, named: false }));
}

/** Folders that hold a Python: of the environment in use, and around each python3 on the PATH. */
function pythonPrefixes(env: { readonly [name: string]: string | undefined }): string[] {
  const active = [env['VIRTUAL_ENV'], env['CONDA_PREFIX']].filter((prefix) => prefix !== undefined && prefix !== '');
  const onPath = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).flatMap((folder) => {
    const python = ['python3', 'python.exe'].map((name) => join(folder, name)).find(existsSync);
    if (python === undefined || folder === '') return [];
    // pyenv's shims are scripts; the Pythons are beside them.
    if (basename(folder) === 'shims') return children(join(folder, '..', 'versions'));
    return [dirname(folder), dirname(dirname(realPath(python))), dirname(realPath(python))];
  });
  const home = env['HOME'] === undefined ? [] : [join(env['HOME'], '.local')];
  return [...new Set([...(active as string[]), ...onPath, ...home])];
}

function sitePackages(prefix: string): string[] {
  const versions = ['lib', 'lib64'].flatMap((lib) =>
    children(join(prefix, lib)).filter((folder) => /^python3(\.\d+)?t?$/.test(basename(folder))),
  );
  const folders = versions.flatMap((folder) => [join(folder, 'site-packages'), join(folder, 'dist-packages')]);
  return [...folders, join(prefix, 'Lib', 'site-packages')];
}

function wheelLibraries(site: string): string[] {
  return WHEEL_FOLDERS.flatMap((folder) =>
    children(join(site, folder)).filter((file) => WHEEL_LIBRARY.test(basename(file))),
  ).map(realPath);
}

/** What is in a folder, in order of names; nothing where there is no such folder. */
function children(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
