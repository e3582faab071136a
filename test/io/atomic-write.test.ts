import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, link, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { expect, test } from '@jest/globals';
import { SvccaError } from '../../src/errors.js';
import { writeFileAtomic } from '../../src/io/atomic-write.js';
import { prepareOutput } from '../../src/io/output-target.js';
import { writeProblem } from '../../src/io/write-problem.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

async function problemOf(work: Promise<unknown>): Promise<SvccaError> {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(SvccaError);
  return error as SvccaError;
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half');
  throw new SvccaError('undefined', 'the work failed');
}

const textOf = (name: string) => readFile(folder.path(name), 'utf8');
const temporaries = async () => (await readdir(folder.path(''))).filter((name) => name.startsWith('.svcca-'));

test('text, bytes and pieces are written whole', async () => {
  await writeFileAtomic(folder.path('a'), 'grüße');
  expect(await textOf('a')).toBe('grüße');
  await writeFileAtomic(folder.path('a'), Buffer.from('bytes'));
  expect(await textOf('a')).toBe('bytes');
  await writeFileAtomic(folder.path('a'), [Buffer.from('one '), Buffer.from('two')]);
  expect(await textOf('a')).toBe('one two');
  await writeFileAtomic(folder.path('a'), '');
  expect(await textOf('a')).toBe('');
});

test('where writing fails, the old file and nothing else is there', async () => {
  await writeFile(folder.path('old'), 'old');
  expect((await problemOf(writeFileAtomic(folder.path('old'), failing()))).message).toBe('the work failed');
  expect(await textOf('old')).toBe('old');
  expect(await temporaries()).toEqual([]);
});

test('a replaced file keeps its permissions', async () => {
  await writeFile(folder.path('mode'), 'old');
  await chmod(folder.path('mode'), 0o640);
  await writeFileAtomic(folder.path('mode'), 'new');
  expect((await stat(folder.path('mode'))).mode & 0o777).toBe(0o640);
});

test('a symbolic link stays one, and the file behind it is replaced', async () => {
  await mkdir(folder.path('far'));
  await writeFile(folder.path('far/file'), 'old');
  await symlink('far/file', folder.path('link'));
  await symlink('far/none', folder.path('dangling'));
  await writeFileAtomic(folder.path('link'), 'new');
  await writeFileAtomic(folder.path('dangling'), 'made');
  expect((await lstat(folder.path('link'))).isSymbolicLink()).toBe(true);
  expect([await textOf('far/file'), await textOf('far/none')]).toEqual(['new', 'made']);
});

test('a device and a pipe are written to and stay what they are', async () => {
  await prepareOutput('/dev/null');
  await writeFileAtomic('/dev/null', 'gone');
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  execFileSync('mkfifo', [folder.path('pipe')]);
  await prepareOutput(folder.path('pipe'));
  const [text] = await Promise.all([textOf('pipe'), writeFileAtomic(folder.path('pipe'), 'through')]);
  expect(text).toBe('through');
  expect((await stat(folder.path('pipe'))).isFIFO()).toBe(true);
});

test('what dead processes of this host left is swept, what others write is not', async () => {
  const dead = execFileSync(process.execPath, ['-e', 'console.log(process.pid)']).toString().trim();
  const names = [
    `.svcca-${HOST}-${dead}-0123abcd.tmp`,
    `.svcca-${HOST}-${process.pid}-0123abcd.tmp`,
    `.svcca-00000000-${dead}-0123abcd.tmp`,
  ];
  for (const name of names) await writeFile(folder.path(name), 'left');
  await writeFileAtomic(folder.path('sweeper'), 'x');
  expect((await temporaries()).sort()).toEqual(names.slice(1).sort());
});

test('a target that cannot be written is known before the work', async () => {
  expect((await problemOf(prepareOutput(folder.path('')))).message).toContain('is a directory');
  const missing = await problemOf(prepareOutput(folder.path('none/a')));
  expect([missing.kind, missing.message, missing.hint]).toEqual([
    'usage',
    expect.stringContaining('none does not exist'),
    expect.stringContaining('mkdir -p'),
  ]);
  await writeFile(folder.path('file'), '');
  expect((await problemOf(prepareOutput(folder.path('file/a')))).message).toContain('a part of its path is a file');
  await symlink(folder.path('loop'), folder.path('loop'));
  expect((await problemOf(prepareOutput(folder.path('loop')))).message).toContain('leads to itself');
  await prepareOutput(folder.path('new'));
});

test('an output that is one of the inputs is refused by whatever name', async () => {
  await writeFile(folder.path('input'), '');
  await link(folder.path('input'), folder.path('hard'));
  await symlink(folder.path('input'), folder.path('soft'));
  const { dev, ino } = await stat(folder.path('input'), { bigint: true });
  for (const name of ['input', 'hard', 'soft']) {
    const problem = await problemOf(prepareOutput(folder.path(name), { inputs: [{ dev, ino }] }));
    expect(problem.message).toContain('is one of the inputs');
  }
  await prepareOutput(folder.path('other'), { inputs: [{ dev, ino }] });
});

test('a name that the file system refuses is an error with the next step', async () => {
  const before = await temporaries();
  const problem = await problemOf(writeFileAtomic(folder.path('x'.repeat(300)), 'x'));
  expect([problem.message, problem.hint]).toEqual([
    expect.stringContaining('its name is too long'),
    'choose a shorter one',
  ]);
  expect(await temporaries()).toEqual(before);
});

test.each([
  ['ENOSPC', 'the disk is full', 'another disk'],
  ['EACCES', 'its permissions forbid it', 'a folder of your own'],
  ['EROFS', 'its disk is read-only', 'another disk'],
  ['EWHAT', 'the system says EWHAT', 'name another file'],
])('%s is told as %s', (code, found, hint) => {
  const problem = writeProblem('out.json', Object.assign(new Error('odd'), { code })) as SvccaError;
  expect(problem.message).toBe(`out.json cannot be written: ${found}`);
  expect(problem.hint).toContain(hint);
});

test('a bug in what makes the content stays one', async () => {
  async function* buggy(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new TypeError('undefined is no function');
  }
  await expect(writeFileAtomic(folder.path('buggy'), buggy())).rejects.toThrow(TypeError);
  await expect(readFile(folder.path('buggy'))).rejects.toMatchObject({ code: 'ENOENT' });
});
