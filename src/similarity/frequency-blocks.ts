import type { MapShape, SpectralBlock, SpectralPart } from '../engine/spectral-stream.js';

const { ceil, max, min } = Math;

/** How frequencies of two maps meet; see `FrequencyReport` in analysis/frequency-report.ts. */
export type FrequencyRule = 'equal' | 'aliased' | 'cropped' | 'zero';

/** A block with its frequency on the common grid; it stands for its negative too where it is complex. */
export interface FrequencyBlock extends SpectralBlock {
  readonly u: number;
  readonly v: number;
}

/** The frequencies of two maps, put together as far as they can correlate (METHODS §5). */
export interface FrequencyPlan {
  readonly rule: FrequencyRule;
  /** The common grid of frequencies. */
  readonly height: number;
  readonly width: number;
  /** One of every pair of a frequency and its negative, the zero frequency first; it alone is centred. */
  readonly blocks: readonly FrequencyBlock[];
}

/**
 * How the frequencies of two maps meet. Along an axis where one length divides the other, a frequency of the shorter meets all those of the
 * longer that are congruent to it; elsewhere the frequencies below half of the shorter length meet one to one. A layer without
 * space, 1 × 1, has the zero frequency alone.
 */
export function frequencyPlan(x: MapShape, y: MapShape): FrequencyPlan {
  const shapes = [x, y];
  const spatial = shapes.filter((shape) => !isPoint(shape));
  const axes = (['height', 'width'] as const).map((side) => commonAxis(spatial.map((shape) => shape[side])));
  const [down, across] = axes;
  const blocks: FrequencyBlock[] = [];
  for (let u = 0; u < down.length; u++) {
    for (let v = 0; v < across.length; v++) {
      const [oppositeU, oppositeV] = [(down.length - u) % down.length, (across.length - v) % across.length];
      if (u > oppositeU || (u === oppositeU && v > oppositeV)) continue;
      const complex = u !== oppositeU || v !== oppositeV;
      const parts = shapes.map((shape) => {
        if (isPoint(shape)) return u === 0 && v === 0 ? [{ u, v, kind: 'real' as const }] : [];
        return partsOf(shape, { u: down.members(u, shape.height), v: across.members(v, shape.width), complex });
      });
      blocks.push({ u, v, complex, centred: u === 0 && v === 0, parts, half: parts[0].length });
    }
  }
  const equal = x.height === y.height && x.width === y.width;
  const cropped = axes.some((axis) => axis.cropped);
  const rule = equal ? 'equal' : spatial.length < 2 ? 'zero' : cropped ? 'cropped' : 'aliased';
  return { rule, height: down.length, width: across.length, blocks };
}

function isPoint({ height, width }: MapShape): boolean {
  return height === 1 && width === 1;
}

/** The frequencies along one axis that all maps have, and which of a map's own each of them stands for. */
interface CommonAxis {
  readonly length: number;
  readonly cropped: boolean;
  members(frequency: number, own: number): number[];
}

function commonAxis(lengths: readonly number[]): CommonAxis {
  const [shorter, longer] = lengths.length === 0 ? [1, 1] : [min(...lengths), max(...lengths)];
  if (longer % shorter === 0) {
    const members = (frequency: number, own: number) =>
      Array.from({ length: own / shorter }, (_, i) => frequency + i * shorter);
    return { length: shorter, cropped: false, members };
  }
  const positive = ceil(shorter / 2) - 1;
  const length = 2 * positive + 1;
  const members = (frequency: number, own: number) => [frequency <= positive ? frequency : own - length + frequency];
  return { length, cropped: true, members };
}

/** All of these frequencies as parts of one block; where it is real, a frequency and its negative make a pair. */
function partsOf(
  { height, width }: MapShape,
  { u: rows, v: columns, complex }: { u: readonly number[]; v: readonly number[]; complex: boolean },
): SpectralPart[] {
  const parts: SpectralPart[] = [];
  for (const u of rows) {
    for (const v of columns) {
      if (complex) {
        parts.push({ u, v, kind: 'complex' });
        continue;
      }
      const [oppositeU, oppositeV] = [(height - u) % height, (width - v) % width];
      if (u === oppositeU && v === oppositeV) parts.push({ u, v, kind: 'real' });
      else if (u < oppositeU || (u === oppositeU && v < oppositeV)) parts.push({ u, v, kind: 'pair' });
    }
  }
  return parts;
}
