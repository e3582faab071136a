import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readArray } from '../src/io/read-array.js';
import { ROOT } from './fixtures.js';

const readme = readFileSync(`${ROOT}README.md`, 'utf8');

/** Fenced blocks of one language. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text);
}

/** Every `$ command` of the console blocks with the output printed under it. */
function sessions(): { command: string; printed: string }[] {
  return blocks('console').flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((session) => {
        const end = session.indexOf('\n');
        return { command: session.slice(0, end), printed: session.slice(end + 1) };
      }),
  );
}

describe('the README', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'svcca-readme-'));
    symlinkSync(join(ROOT, 'fixtures'), join(folder, 'fixtures'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has sessions to check', () => expect(sessions().length).toBeGreaterThanOrEqual(3));

  test.each(sessions())('shows what `$command` prints', ({ command, printed }) => {
    const [name, ...args] = command.split(' ');
    expect(name).toBe('svcca');
    const { stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/svcca.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, XDG_CACHE_HOME: folder },
    });
    expect(stderr + stdout).toBe(printed);
  });

  test('has the picture of learning dynamics that its command draws', () => {
    const drawn = readFileSync(join(folder, 'out/dynamics.svg'), 'utf8');
    expect(drawn).toBe(readFileSync(`${ROOT}scripts/figures/dynamics.svg`, 'utf8'));
  });

  test('has factors of two linear layers where its lines of PyTorch look for them', async () => {
    const shapes: [string, readonly number[]][] = [];
    for (const key of ['0.weight', '1.weight', '1.bias']) {
      const { dtype, shape } = await readArray(join(folder, `fc3.npz:${key}`), { what: 'factors' });
      expect(dtype).toBe('float32');
      shapes.push([key, shape]);
    }
    const [k, p, outputs] = [24, 96, 64];
    expect(shapes).toEqual([
      ['0.weight', [k, p]],
      ['1.weight', [outputs, k]],
      ['1.bias', [outputs]],
    ]);
    const program = blocks('python').find((text) => text.includes('load_state_dict')) ?? '';
    expect(program).toContain('nn.Sequential(nn.Linear(p, k, bias=False), nn.Linear(k, outputs))');
    expect(program.trim().split('\n')).toHaveLength(6);
  });

  test('names files and folders that are there', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path);
    expect(links.length).toBeGreaterThan(4);
    for (const path of links) expect([path, existsSync(`${ROOT}${path}`)]).toEqual([path, true]);
  });

  test('links to sections that it has', () => {
    const sections = [...readme.matchAll(/^## (.*)$/gm)].map(([, title]) => title.toLowerCase().replaceAll(' ', '-'));
    const links = [...readme.matchAll(/\]\(#([^)]+)\)/g)].map(([, section]) => section);
    expect(links.length).toBeGreaterThan(4);
    for (const section of links) expect(sections).toContain(section);
  });

  test('gives two commands, which CI runs as they stand', () => {
    const commands = blocks('sh').map((text) => text.trim());
    expect(commands).toHaveLength(2);
    const ci = readFileSync(`${ROOT}.ci/run`, 'utf8')
      .split('\n')
      .map((line) => line.trim());
    for (const command of commands) expect(ci).toContain(command);
  });

  test.each([
    ['console.log(metrics.svcca.toFixed(4), chance !== null);', '0.5777 true\n'],
    ['console.log(settled.join(), bottomUp.toFixed(2));', '100,300,300,300,1000,1000,1000 0.85\n'],
  ])('shows a program that runs, before %s', (printing, printed) => {
    const program = blocks('ts')[printing.includes('settled') ? 1 : 0];
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `${program}\n${printing}`], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect([stdout, stderr]).toEqual([printed, '']);
  });
});
