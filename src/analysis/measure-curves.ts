import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import {
  type CurveMember,
  type CurveOptions,
  candidateOf,
  curveMembers,
  joinedCurves,
  type MeasuredMember,
  memberWorth,
} from './compression-curves.js';
import type { CompressionCurves, EvaluatedOn } from './compression-result.js';
import type { LayerDirections } from './layer-directions.js';
import type { NextLayer } from './next-layer.js';
import { type Candidate, type Hits, predictions } from './predictions.js';
import { requireSameNeurons } from './projected-activations.js';

/** Restrictions whose outputs are counted in one pass over the datapoints: each holds matrices of neurons × dimensions. */
const AT_ONCE = 4;

/** What restricted layers are judged by. */
export interface Judged {
  /** What reads the layer; without it there is nothing but residuals. */
  readonly next?: NextLayer | undefined;
  /** The class of every datapoint that outputs are counted on. */
  readonly labels?: Int32Array | undefined;
  /** The layer on other datapoints than those that its directions are from, to be counted on instead. */
  readonly heldOut?: Activations | undefined;
}

export interface MeasureOptions extends Judged, CurveOptions {
  /** Restrictions beside those on the curves, to be counted too; asked for where there is something to count. */
  also(): readonly Candidate[];
  readonly onStage?: ((stage: string) => void) | undefined;
}

export interface MeasuredCurves {
  readonly curve: CompressionCurves;
  /** Null without the next layer. */
  readonly evaluated: EvaluatedOn | null;
  /** Of the others, where there is a next layer. */
  readonly also: readonly Hits[];
}

/**
 * All curves of a layer, and how often the next layer's largest output is right about the datapoints and agrees with that of the unrestricted layer.
 *
 * @throws SvccaError ('input') when weights, labels or held-out activations do not fit the layer.
 */
export async function measureCurves(
  layer: Activations,
  directions: LayerDirections,
  options: MeasureOptions,
): Promise<MeasuredCurves> {
  const { next, labels, heldOut, k, also, engine, onStage } = options;
  requireFit(layer, options);
  const counted = heldOut ?? layer;
  const { datapoints } = counted;
  const measured: MeasuredMember[] = [];
  const count = async (candidates: readonly Candidate[]) => {
    if (next === undefined) return undefined;
    return predictions(counted, candidates, { next, labels, means: directions.means, engine });
  };
  let waiting: CurveMember[] = [];
  const settle = async () => {
    const hits = await count(next === undefined ? [] : waiting.map(candidateOf));
    waiting.forEach((member, i) => {
      const about = { k, hits: hits?.candidates[i], datapoints, labelled: labels !== undefined };
      measured.push({ method: member.method, worth: memberWorth(member, about) });
    });
    waiting = [];
  };
  for await (const member of curveMembers(layer, directions, options)) {
    if (waiting.length === 0) onStage?.(`restricting ${layer.name}: ${member.method}`);
    waiting.push(member);
    if (waiting.length === AT_ONCE) await settle();
  }
  await settle();
  onStage?.(`restricting ${layer.name}`);
  const own = await count(next === undefined ? [] : also());
  return {
    curve: joinedCurves(measured, options),
    evaluated: own === undefined ? null : evaluatedOn(counted, { right: own.right, options }),
    also: own?.candidates ?? [],
  };
}

function evaluatedOn(
  { name, datapoints }: Activations,
  { right, options: { labels, heldOut } }: { right: number; options: Judged },
): EvaluatedOn {
  return {
    name,
    datapoints,
    heldOut: heldOut !== undefined,
    accuracy: labels === undefined ? null : right / datapoints,
  };
}

/** @throws SvccaError ('input') when weights, labels or held-out activations do not fit the layer. */
export function requireFit(layer: Activations, { next, labels, heldOut }: Judged): void {
  if (heldOut !== undefined) requireSameNeurons(heldOut, layer);
  const counted = heldOut ?? layer;
  if (next !== undefined && next.weights.cols !== layer.neurons) {
    throw new SvccaError(
      'input',
      `the weights ${next.name} read ${next.weights.cols} neurons, but ${layer.name} has ${layer.neurons}`,
      { hint: 'give the weights of the layer that reads these activations, outputs × inputs' },
    );
  }
  if (labels !== undefined && labels.length !== counted.datapoints) {
    throw new SvccaError(
      'input',
      `there are ${labels.length} labels, but ${counted.name} has ${counted.datapoints} datapoints`,
      {
        hint: 'give one label for each datapoint that accuracy is measured on',
      },
    );
  }
}
