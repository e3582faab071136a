import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findBlas } from '../../src/engine/find-blas.js';

describe('findBlas', () => {
  let root = '';
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'svcca-blas-')));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function touch(path: string): string {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    return file;
  }

  function files(env: { [name: string]: string | undefined }, platform = 'linux'): string[] {
    return findBlas(env, { platform }).map((candidate) => candidate.files.join('+'));
  }

  test('SVCCA_BLAS names the only one, or the parts of one', () => {
    expect(findBlas({ SVCCA_BLAS: '/opt/a.so', PATH: '/usr/bin' })).toEqual([{ files: ['/opt/a.so'], named: true }]);
    expect(files({ SVCCA_BLAS: '/opt/blas.so:/opt/lapack.so' })).toEqual(['/opt/blas.so+/opt/lapack.so']);
    expect(files({ SVCCA_BLAS: '' }).length).toBeGreaterThan(1);
  });

  test('otherwise the names that each system knows come first, those of OpenBLAS before the others', () => {
    expect(files({})[0]).toBe('libopenblas.so.0');
    expect(files({})).toContain('libblas.so.3+liblapack.so.3');
    expect(files({}, 'freebsd')).toEqual(files({}));
    expect(files({}, 'darwin')[0]).toBe('/System/Library/Frameworks/Accelerate.framework/Accelerate');
    expect(files({}, 'win32')[0]).toBe('libopenblas.dll');
  });

  test('then the wheels of the environment in use and of the Pythons on the PATH, pyenv among them', () => {
    const library = 'libscipy_openblas64_-1a2b.so';
    const venv = touch(`venv/lib/python3.12/site-packages/numpy.libs/${library}`);
    touch('python/bin/python3.11');
    const onPath = touch(`python/lib/python3.11/site-packages/numpy.libs/${library}`);
    const scipy = touch('python/lib/python3.11/site-packages/scipy.libs/libscipy_openblas-3c.so');
    touch('python/lib/python3.11/site-packages/numpy.libs/libgfortran-1.so.5.0.0');
    touch('python/lib/other/site-packages/numpy.libs/libopenblas.so');
    mkdirSync(join(root, 'links'));
    symlinkSync(join(root, 'python/bin/python3.11'), join(root, 'links/python3'));
    touch('pyenv/shims/python3');
    const shim = touch('pyenv/versions/3.13.1/lib/python3.13/site-packages/numpy/.dylibs/libscipy_openblas64_.dylib');
    const user = touch('home/.local/lib/python3.9/site-packages/numpy.libs/libopenblasp-r0-23.3.21.so');
    const env = {
      VIRTUAL_ENV: join(root, 'venv'),
      PATH: [join(root, 'links'), '', join(root, 'pyenv/shims'), join(root, 'nowhere')].join(':'),
      HOME: join(root, 'home'),
    };
    const wheels = files(env).slice(files({}).length);
    expect(wheels).toEqual([venv, onPath, scipy, shim, user]);
  });
});
