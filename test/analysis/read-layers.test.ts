import { describe, expect, test } from '@jest/globals';
import { type LayerToRead, readLayers } from '../../src/analysis/read-layers.js';
import { SvccaError } from '../../src/errors.js';
import { type Activations, activationsFrom } from '../../src/similarity/activations.js';

type Options = Parameters<typeof readLayers>[1];
const DATAPOINTS = 4;

function layer(name: string, neurons: number): Activations {
  return activationsFrom(new Float64Array(DATAPOINTS * neurons), { name, datapoints: DATAPOINTS, neurons });
}

const dense = (name: string): LayerToRead => ({ activations: layer(name, 7) });
const map = (name: string, height: number, width: number, channels = 3): LayerToRead => ({
  activations: { ...layer(name, height * width * channels), grid: { height, width, channels } },
});
const sequence = (name: string, length: number, channels = 5): LayerToRead => ({
  activations: { ...layer(name, length * channels), grid: { height: 1, width: length, channels } },
  sequence: true,
});

/** What each layer took, with its datapoints and neurons afterwards, and whether it kept its grid. */
function taken(layers: LayerToRead[], options?: Options) {
  const { layers: readings, independent } = readLayers(layers, options);
  expect(independent).toBe(DATAPOINTS);
  return readings.map(({ activations: { datapoints, neurons, grid }, conv, tokens }) => [
    conv ?? tokens,
    datapoints,
    neurons,
    grid !== undefined,
  ]);
}

function problemOf(layers: LayerToRead[], options?: Options): [string, string | undefined] {
  try {
    readLayers(layers, options);
  } catch (error) {
    expect(error).toBeInstanceOf(SvccaError);
    const { kind, message, hint } = error as SvccaError;
    expect(kind).toBe('usage');
    return [message, hint];
  }
  throw new Error('the layers were read');
}

describe('a convolutional layer', () => {
  test.each([
    [undefined, ['dft', 4, 24, true]],
    ['dft', ['dft', 4, 24, true]],
    ['channels', ['channels', 32, 3, false]],
    ['pool', ['pool', 4, 3, false]],
    ['flatten', ['flatten', 4, 24, false]],
  ] as const)('is read by --conv %s beside one of the same positions', (conv, as) => {
    expect(taken([map('a', 2, 4), map('b', 2, 4)], conv === undefined ? {} : { conv })).toEqual([as, as]);
  });

  test.each(['dft', 'pool', 'flatten'] as const)('by %s goes with anything that has the same datapoints', (conv) => {
    const others = [dense('d'), map('b', 5, 5), sequence('s', 6), sequence('t', 7)];
    for (const tokens of [undefined, 'mean', 3, -1] as const) {
      const [first, ...rest] = taken([map('a', 2, 4), ...others], {
        conv,
        ...(tokens === undefined ? {} : { tokens }),
      });
      expect(first[0]).toBe(conv);
      for (const [, datapoints] of rest) expect(datapoints).toBe(DATAPOINTS);
    }
  });

  test('position by position goes with a sequence of as many', () => {
    expect(taken([map('a', 2, 4), sequence('s', 8)], { conv: 'channels', tokens: 'all' })).toEqual([
      ['channels', 32, 3, false],
      ['all', 32, 5, false],
    ]);
  });
});

describe('sequences', () => {
  test('are compared at all positions where they have as many, else by their means', () => {
    expect(taken([sequence('a', 6), sequence('b', 6, 2)])).toEqual([
      ['all', 24, 5, false],
      ['all', 24, 2, false],
    ]);
    const mean = ['mean', 4, 5, false];
    expect(taken([sequence('a', 6), sequence('b', 7)])).toEqual([mean, mean]);
    expect(taken([sequence('a', 6), dense('d')])).toEqual([mean, [null, 4, 7, false]]);
    expect(taken([map('m', 2, 3), sequence('a', 6)])).toEqual([['dft', 4, 18, true], mean]);
  });

  test('are compared as asked', () => {
    expect(taken([sequence('a', 6), sequence('b', 6)], { tokens: 'mean' })[0]).toEqual(['mean', 4, 5, false]);
    expect(taken([sequence('a', 6), sequence('b', 7)], { tokens: -7 + 1 })[1]).toEqual([-6, 4, 5, false]);
    expect(taken([sequence('a', 6), dense('d')], { tokens: 0 })[0]).toEqual([0, 4, 5, false]);
  });

  test('have no position that is not there', () => {
    expect(problemOf([sequence('a', 7), sequence('b', 6)], { tokens: 6 })).toEqual([
      'b has 6 positions, but position 6 was asked for',
      'ask for 0 to 5, or for -1 to -6 counted from the end',
    ]);
  });
});

test('dense layers need no reading, whatever is asked', () => {
  const layers = [dense('a'), dense('b')];
  const readings = readLayers(layers, { conv: 'channels', tokens: 'all' }).layers;
  expect(readings.map(({ activations }, i) => activations === layers[i].activations)).toEqual([true, true]);
  expect(taken(layers, { conv: 'channels', tokens: 'all' })).toEqual([
    [null, 4, 7, false],
    [null, 4, 7, false],
  ]);
});

describe('positions without counterparts are refused with what to say instead', () => {
  const conv = { conv: 'channels' } as const;
  const tokens = { tokens: 'all' } as const;
  const [sayConv, sayTokens] = ['--conv dft, pool or flatten', '--tokens mean or an INDEX (-1 is the last)'];
  test.each<[LayerToRead[], Options, string, string]>([
    [
      [map('m', 4, 4), map('n', 2, 8)],
      conv,
      'm has 4 × 4 positions but n has 2 × 8: --conv channels',
      `say ${sayConv}`,
    ],
    [[map('m', 4, 4), dense('d')], conv, 'm has 4 × 4 positions but d has none: --conv channels', `say ${sayConv}`],
    [[dense('d'), map('m', 4, 4)], conv, 'm has 4 × 4 positions but d has none: --conv channels', `say ${sayConv}`],
    [
      [map('m', 4, 4), sequence('s', 9)],
      conv,
      'm has 4 × 4 positions but s is read by --tokens mean: --conv channels',
      `say ${sayConv}`,
    ],
    [
      [map('m', 3, 3), sequence('s', 9)],
      conv,
      'm has 3 × 3 positions but s is read by --tokens mean: --conv channels',
      `say ${sayConv}, or --tokens all`,
    ],
    [
      [map('m', 4, 4), sequence('s', 9)],
      { ...conv, ...tokens },
      'm has 4 × 4 positions but s has 9: --conv channels',
      `say ${sayConv} and ${sayTokens}`,
    ],
    [[sequence('s', 9), sequence('t', 8)], tokens, 's has 9 positions but t has 8: --tokens all', `say ${sayTokens}`],
    [[sequence('s', 9), dense('d')], tokens, 's has 9 positions but d has none: --tokens all', `say ${sayTokens}`],
    [
      [sequence('s', 9), map('m', 3, 3)],
      tokens,
      's has 9 positions but m is read by --conv dft: --tokens all',
      `say ${sayTokens}, or --conv channels`,
    ],
    [
      [sequence('s', 9), map('m', 4, 4)],
      { ...tokens, conv: 'pool' },
      's has 9 positions but m is read by --conv pool: --tokens all',
      `say ${sayTokens}`,
    ],
    [
      [sequence('s', 9), sequence('t', 9), dense('d')],
      tokens,
      's has 9 positions but d has none: --tokens all',
      `say ${sayTokens}`,
    ],
  ])('%#', (layers, options, message, hint) => {
    expect(problemOf(layers, options)).toEqual([`${message} compares position with position`, hint]);
  });

  test('but a single position is the datapoint', () => {
    expect(taken([map('m', 1, 1), dense('d')], conv)).toEqual([
      ['channels', 4, 3, false],
      [null, 4, 7, false],
    ]);
  });
});
