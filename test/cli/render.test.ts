import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { said, workingFolder } from './svcca.js';

const { svcca, path } = workingFolder();
const RUN = 'fixtures/run';
const MLP = 'fixtures/mlp';
const KINDS = {
  compare: ['compare', 'fixtures/net-a/fc2.npy', 'fixtures/net-b/fc2.npy'],
  dynamics: ['dynamics', RUN, '--no-cache'],
  cross: ['cross', RUN, 'fixtures/run-b', '--no-cache'],
  classes: ['classes', 'fixtures/net-a/fc1.npy', 'fixtures/net-a/fc2.npy', '--logits', 'fixtures/net-a/logits.npy'],
  'freeze-plan': ['freeze-plan', RUN, '--no-cache'],
  'compress-plan': [
    ...['compress-plan', `${MLP}/fc3.npy`, '--logits', `${MLP}/logits.npy`, '--labels', `${MLP}/labels.npy`],
    ...['--weights', `${MLP}/logits.weight.npy`, '--bias', `${MLP}/logits.bias.npy`, '--directions', '6'],
  ],
  project: [
    ...['project', `${MLP}/fc2.npy`, '--with', `${MLP}/b/fc2.npy`, '--weights', `${MLP}/fc3.weight.npy`],
    ...['--distributed', '2,5', '--directions', '8'],
  ],
} as const;
const stdout = async (...args: string[]) => {
  const finished = await svcca(args);
  if (finished.code !== 0) throw new Error(finished.stderr);
  return finished.stdout;
};
const text = (name: string) => readFileSync(path(name), 'utf8');

describe.each(Object.entries(KINDS))('from a report of %s', (kind, command) => {
  beforeAll(async () => {
    await stdout(...command, '-q', '--json', '-o', `${kind}.json`);
  });

  test.each([
    ['table', 'svg'],
    ['csv', 'html'],
  ])('come the same %s and the same .%s', async (format, extension) => {
    const printed = ['-q', '--format', format, '--plot'];
    const own = await stdout(...command, ...printed, `own.${extension}`);
    expect(await stdout('render', `${kind}.json`, ...printed, `again.${extension}`)).toBe(own);
    expect(text(`again.${extension}`)).toBe(text(`own.${extension}`));
    expect(own.length).toBeGreaterThan(100);
  });

  test('come the report itself, byte for byte, and every other form', async () => {
    expect(await stdout('render', `${kind}.json`, '-q', '--json')).toBe(text(`${kind}.json`));
    for (const format of ['md', 'tsv', 'jsonl'])
      expect((await stdout('render', `${kind}.json`, '-q', '--format', format)).length).toBeGreaterThan(100);
  });
});

describe('a report that is none', () => {
  const render = async (contents: string, ...args: string[]) => {
    writeFileSync(path('bad.json'), contents);
    const finished = await svcca(['render', 'bad.json', ...args]);
    return { code: finished.code, ...said(finished) };
  };
  const changed = async (change: (report: { [key: string]: never }) => void) => {
    const report = JSON.parse(text('dynamics.json'));
    change(report);
    return render(JSON.stringify(report));
  };
  beforeAll(async () => {
    await stdout(...KINDS.dynamics, '-q', '--json', '-o', 'dynamics.json');
  });

  test.each(['', 'x', '[1', '{"schema": "svcca.dynamics/1"', '\u0000'])('%j is no JSON', async (contents) => {
    const { code, error } = await render(contents);
    expect([code, error.split(':')[0]]).toEqual([3, 'bad.json is no JSON']);
  });

  test.each(['[]', 'null', '1', '{}', '{"schema": 5}', '{"schema": "other/1"}'])(
    '%s has no schema of ours',
    async (c) => {
      const { code, error } = await render(c);
      expect([code, error.split(':')[0]]).toEqual([3, 'bad.json is no report of svcca']);
    },
  );

  test('one of a newer kind is named, with the next step', async () => {
    const { code, error, hint } = await render('{"schema": "svcca.dynamics/2"}');
    expect([code, error]).toEqual([
      3,
      expect.stringMatching(/^bad\.json is a report of the kind svcca\.dynamics\/2, which svcca \S+ does not draw$/),
    ]);
    expect(hint).toContain('update svcca');
    expect((await render('{"schema": "svcca.doctor/1"}')).code).toBe(3);
  });

  test('a damaged one names the place, what is there and what should be', async () => {
    expect(await changed((report) => Object.assign(report['panes'][0][1], ['x']))).toMatchObject({
      code: 3,
      error: 'bad.json: panes[0][1][0] is "x", not a number or null',
      hint: 'write the report again with svcca dynamics',
    });
    expect((await changed((report) => Object.assign(report, { version: '99.0.0', more: 1 }))).hint).toContain(
      'draw it with svcca 99.0.0, which wrote it',
    );
  });

  test('lists that do not fit each other are told apart', async () => {
    const { error } = await changed((report) => (report['floors'][2] as unknown[]).pop());
    expect(error).toBe('bad.json: floors[2] is a list of 6, not a list of 7');
    const settled = await changed((report) => Object.assign(report['settled'], [12345]));
    expect(settled.error).toBe('bad.json: settled[0] is 12345, not one of those that the report lists');
  });

  test('is not replaced by what is drawn from it', async () => {
    const { code, error } = await render(text('dynamics.json'), '-o', './bad.json');
    expect([code, error]).toEqual([2, './bad.json is one of the inputs, and the output would replace it']);
  });

  test('that is not there is named', async () => {
    const finished = await svcca(['render', 'nowhere.json']);
    expect([finished.code, said(finished).error]).toEqual([3, 'nowhere.json does not exist']);
  });
});
