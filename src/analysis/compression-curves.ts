import type { Engine } from '../engine/engine.js';
import type { Activations } from '../similarity/activations.js';
import {
  type Making,
  obliqueRestriction,
  orthonormalRestriction,
  principalRestriction,
} from '../similarity/direction-restrictions.js';
import { refittedNeurons, zeroedNeurons } from '../similarity/neuron-restrictions.js';
import type { Restriction } from '../similarity/restriction.js';
import {
  COMPRESSION_METHODS,
  type CompressionCurves,
  type Method,
  type MethodCurve,
  type Worth,
} from './compression-result.js';
import type { LayerDirections } from './layer-directions.js';
import { largestFirst, randomOrders } from './neuron-orders.js';
import type { Candidate, Hits } from './predictions.js';

const { max, min, sqrt } = Math;

/** How the curves of a layer are made. */
export interface CurveOptions {
  readonly engine: Engine;
  /** Rising. */
  readonly k: readonly number[];
  readonly draws: number;
  readonly seed: number;
}

/** A restriction on one of the curves; several of them make one curve of random neurons. */
export interface CurveMember {
  readonly method: Method;
  readonly restriction: Restriction;
  readonly k: readonly number[];
}

/** 1, 2, 3, 4, 6, 8, 12, 16, 24, … and the rank itself. */
export function curvePoints(rank: number): number[] {
  const points = new Set([rank]);
  for (let power = 1; power <= rank; power *= 2)
    for (const k of [power, 1.5 * power]) if (k <= rank && Number.isInteger(k)) points.add(k);
  return [...points].sort((a, b) => a - b);
}

/** One member after the other of all curves, as each is asked for: what one of them takes may be released before the next one. */
export async function* curveMembers(
  layer: Activations,
  directions: LayerDirections,
  { engine, k, draws, seed }: CurveOptions,
): AsyncGenerator<CurveMember> {
  const { space, found } = directions;
  const reachable = k.filter((value) => value <= space.rank);
  const most = reachable.length === 0 ? 0 : reachable[reachable.length - 1];
  for (const [method, restrict] of DIRECTION_METHODS) {
    if (found.from === 'svd' && method !== 'pca') continue;
    yield { method, restriction: restrict(directions, { engine, most }), k: reachable };
  }
  const { neurons } = space;
  const making = { engine, most: min(neurons, k[k.length - 1]) };
  const largest = { ...making, order: await largestFirst(layer) };
  yield { method: 'largest', restriction: refittedNeurons(space, largest), k };
  yield { method: 'largest-zeroed', restriction: zeroedNeurons(space, largest), k };
  for (const order of randomOrders({ neurons, draws, seed })) {
    yield { method: 'random', restriction: refittedNeurons(space, { ...making, order }), k };
    yield { method: 'random-zeroed', restriction: zeroedNeurons(space, { ...making, order }), k };
  }
}

const DIRECTION_METHODS: readonly [Method, (directions: LayerDirections, making: Making) => Restriction][] = [
  ['oblique', obliqueRestriction],
  ['orthonormal', orthonormalRestriction],
  ['pca', principalRestriction],
];

/** What members of the curves were found to be worth. */
export interface MeasuredMember {
  readonly method: Method;
  /** At each k of the curves; null where there is no such k. */
  readonly worth: Worth<readonly (number | null)[]>;
}

/** A member's worth, from its hits among so many datapoints. */
export function memberWorth(
  { restriction, k: own }: Pick<CurveMember, 'restriction' | 'k'>,
  {
    k,
    hits,
    datapoints,
    labelled,
  }: { k: readonly number[]; hits: Hits | undefined; datapoints: number; labelled: boolean },
): MeasuredMember['worth'] {
  const at = (values: (place: number) => number) => k.map((_, i) => (i < own.length ? values(i) : null));
  return {
    residual: at((i) => restriction.residuals[own[i]]),
    accuracy: hits === undefined || !labelled ? null : at((i) => hits.right[i] / datapoints),
    agreement: hits === undefined ? null : at((i) => hits.agreeing[i] / datapoints),
  };
}

/** The curves of all members, one for each method; those of random neurons are means with deviations. */
export function joinedCurves(members: readonly MeasuredMember[], { k, draws, seed }: CurveOptions): CompressionCurves {
  const methods: MethodCurve[] = [];
  for (const method of COMPRESSION_METHODS) {
    const own = members.filter((member) => member.method === method).map(({ worth }) => worth);
    if (own.length === 0) continue;
    const drawn = method === 'random' || method === 'random-zeroed';
    const [mean, deviation] = drawn ? [overDraws(own, meanOf), overDraws(own, deviationOf)] : [own[0], null];
    methods.push({ method, ...mean, deviation });
  }
  return { k, methods, draws, seed };
}

type Curve = readonly (number | null)[];

function overDraws(worths: readonly Worth<Curve>[], figure: (values: number[]) => number): Worth<Curve> {
  const over = (curves: readonly (Curve | null)[]): Curve | null => {
    if (curves[0] === null) return null;
    return curves[0].map((_, i) => figure(curves.map((curve) => (curve as Curve)[i] as number)));
  };
  return {
    residual: over(worths.map(({ residual }) => residual)) as Curve,
    accuracy: over(worths.map(({ accuracy }) => accuracy)),
    agreement: over(worths.map(({ agreement }) => agreement)),
  };
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The sample's standard deviation; 0 for one draw. */
function deviationOf(values: number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return sqrt(squares / max(1, values.length - 1));
}

/** The member as something whose outputs can be counted. */
export function candidateOf({ restriction, k }: Pick<CurveMember, 'restriction' | 'k'>): Candidate {
  return { map: restriction.map(), k };
}
