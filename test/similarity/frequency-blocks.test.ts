import { describe, expect, test } from '@jest/globals';
import type { MapShape } from '../../src/engine/spectral-stream.js';
import { type FrequencyPlan, frequencyPlan } from '../../src/similarity/frequency-blocks.js';

const LENGTHS = [1, 2, 3, 4, 5, 6, 8, 9, 12];

function map(height: number, width: number): MapShape {
  return { height, width, channels: 1 };
}

const SHAPES = LENGTHS.flatMap((height) => LENGTHS.map((width) => map(height, width)));

/** Pairs of shapes, every so many of all. */
const PAIRS = SHAPES.flatMap((x) => SHAPES.map((y) => [x, y] as const)).filter((_, i) => i % 29 === 0);

/** The frequencies of a map that a plan has, those that a complex block or a pair stands for counted too. */
function frequencies({ blocks }: FrequencyPlan, group: number, { height, width }: MapShape): string[] {
  return blocks.flatMap(({ parts }) =>
    parts[group].flatMap(({ u, v, kind }) => {
      const negative = `${(height - u) % height} ${(width - v) % width}`;
      expect(kind === 'real').toBe(negative === `${u} ${v}`);
      return kind === 'real' ? [`${u} ${v}`] : [`${u} ${v}`, negative];
    }),
  );
}

function all({ height, width }: MapShape): string[] {
  return Array.from({ length: height * width }, (_, i) => `${Math.floor(i / width)} ${i % width}`);
}

function divides(a: number, b: number): boolean {
  return Math.max(a, b) % Math.min(a, b) === 0;
}

const signed = (frequency: number, length: number) => (2 * frequency > length ? frequency - length : frequency);

test('maps whose lengths divide each other have every frequency of both in exactly one block', () => {
  const exact = PAIRS.filter(([x, y]) => divides(x.height, y.height) && divides(x.width, y.width));
  expect(exact.length).toBeGreaterThan(40);
  for (const [x, y] of exact) {
    const plan = frequencyPlan(x, y);
    const [dense, other] = [x, y].map(({ height, width }) => height * width === 1);
    if (dense !== other) continue;
    expect(plan.rule).toBe(x.height === y.height && x.width === y.width ? 'equal' : 'aliased');
    [x, y].forEach((shape, group) => {
      expect(frequencies(plan, group, shape).sort()).toEqual(all(shape).sort());
    });
  }
});

test('every block of such maps holds the frequencies that are congruent to its own, or to its negative', () => {
  for (const [x, y] of PAIRS.filter(([a, b]) => divides(a.height, b.height) && divides(a.width, b.width))) {
    const { height, width, blocks, rule } = frequencyPlan(x, y);
    if (rule === 'zero') continue;
    expect([height, width]).toEqual([Math.min(x.height, y.height), Math.min(x.width, y.width)]);
    for (const block of blocks) {
      for (const { u, v } of block.parts.flat()) {
        const there = u % height === block.u && v % width === block.v;
        const back = (u + block.u) % height === 0 && (v + block.v) % width === 0;
        expect(there || (!block.complex && back)).toBe(true);
      }
    }
  }
});

test('other maps keep, one to one, the frequencies below half of the shorter length', () => {
  const cropped = PAIRS.filter(([x, y]) => !divides(x.height, y.height) || !divides(x.width, y.width));
  expect(cropped.length).toBeGreaterThan(40);
  for (const [x, y] of cropped) {
    const plan = frequencyPlan(x, y);
    expect(plan.rule).toBe('cropped');
    const [own, other] = [x, y].map((shape, group) => frequencies(plan, group, shape));
    for (const [shape, list] of [
      [x, own],
      [y, other],
    ] as const) {
      expect(new Set(list).size).toBe(list.length);
      const kept = all(shape).filter((name) => {
        const [u, v] = name.split(' ').map(Number);
        const down =
          divides(x.height, y.height) || 2 * Math.abs(signed(u, shape.height)) < Math.min(x.height, y.height);
        const across = divides(x.width, y.width) || 2 * Math.abs(signed(v, shape.width)) < Math.min(x.width, y.width);
        return down && across;
      });
      expect([...list].sort()).toEqual(kept.sort());
    }
    const bothCropped = !divides(x.height, y.height) && !divides(x.width, y.width);
    if (!bothCropped) continue;
    for (const { parts } of plan.blocks) {
      expect(parts.map((part) => part.length)).toEqual([1, 1]);
      const [a, b] = parts.map(([part]) => part);
      expect(signed(a.u, x.height)).toBe(signed(b.u, y.height));
      expect(signed(a.v, x.width)).toBe(signed(b.v, y.width));
    }
  }
});

describe('a plan', () => {
  test('begins with the zero frequency, which alone is centred, and is real at frequencies that are their own negatives', () => {
    for (const [x, y] of PAIRS) {
      const { blocks, height, width } = frequencyPlan(x, y);
      expect(blocks.map(({ centred }) => centred)).toEqual(blocks.map((_, b) => b === 0));
      expect([blocks[0].u, blocks[0].v]).toEqual([0, 0]);
      for (const { u, v, complex, parts } of blocks) {
        expect(complex).toBe((2 * u) % height !== 0 || (2 * v) % width !== 0);
        for (const { kind } of parts.flat()) expect(kind === 'complex').toBe(complex);
      }
      const counted = blocks.reduce((sum, { complex }) => sum + (complex ? 2 : 1), 0);
      expect(counted).toBe(height * width);
    }
  });

  test('of a layer without space has a single frequency for it', () => {
    for (const shape of SHAPES.filter(({ height, width }) => height * width > 1)) {
      const plan = frequencyPlan(shape, map(1, 1));
      expect([plan.rule, plan.height, plan.width]).toEqual(['zero', shape.height, shape.width]);
      expect(plan.blocks.map(({ parts }) => parts[1].length)).toEqual(plan.blocks.map((_, b) => (b === 0 ? 1 : 0)));
      expect(frequencies(plan, 0, shape).sort()).toEqual(all(shape).sort());
    }
  });

  test('of two layers without space has the zero frequency alone', () => {
    const { rule, height, width, blocks } = frequencyPlan(map(1, 1), map(1, 1));
    expect([rule, height, width, blocks.length]).toEqual(['equal', 1, 1, 1]);
  });
});
