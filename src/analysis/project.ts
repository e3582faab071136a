import { defaultEngine } from '../engine/default-engine.js';
import type { Engine } from '../engine/engine.js';
import { SvccaError } from '../errors.js';
import type { Activations } from '../similarity/activations.js';
import { obliqueRestriction, orthonormalRestriction } from '../similarity/direction-restrictions.js';
import type { Restriction } from '../similarity/restriction.js';
import type { Warning } from './compare-warnings.js';
import { curvePoints } from './compression-curves.js';
import {
  DEFAULT_DRAWS,
  type Distributed,
  type Projection,
  type ProjectionKind,
  type Worth,
} from './compression-result.js';
import { directionsWarnings } from './directions-warnings.js';
import { distributedOver } from './distributed.js';
import { requireDirections } from './factor-pair.js';
import { type LayerDirections, type LayerDirectionsOptions, layerDirections } from './layer-directions.js';
import { type Judged, measureCurves, requireFit } from './measure-curves.js';
import type { Candidate, Hits } from './predictions.js';

/** How curves are asked for. */
export interface CurvesAsked {
  /** Points of the curves; 1, 2, 3, 4, 6, 8, 12, … and the layer's rank, where they are not given. */
  readonly k?: readonly number[] | undefined;
  /** How many times random neurons are drawn, 10 where it is not given, and the seed. */
  readonly draws?: number | undefined;
  readonly seed?: number | undefined;
}

export interface ProjectOptions extends LayerDirectionsOptions, Judged, CurvesAsked {
  /** After the projection onto the top k directions, for these k, how few neurons do: n of them, for these n. */
  readonly distributed?:
    | { readonly k: readonly number[]; readonly neurons?: readonly number[] | undefined }
    | undefined;
  /** A projection whose worth is asked for by itself. */
  readonly projected?: { readonly k: number; readonly method: ProjectionKind } | undefined;
}

/**
 * A layer restricted to fewer dimensions in all ways, at every k that is asked for (METHODS §6, projection).
 *
 * @throws SvccaError 'usage' when more directions are asked for than there are, 'input' when operands do not fit each other, 'undefined' when
 *   a layer has no variance.
 */
export async function project(
  layer: Activations,
  options: ProjectOptions = {},
): Promise<{ projection: Projection; directions: LayerDirections; warnings: Warning[] }> {
  const { engine = defaultEngine, onStage, projected, distributed } = options;
  requireFit(layer, options);
  const directions = await layerDirections(layer, { ...options, engine });
  if (projected !== undefined) requireDirections(directions, projected.k);
  for (const k of distributed?.k ?? []) requireDirections(directions, k);
  const chosen = projected && restrictedBy(directions, { ...projected, engine });
  const spread = (distributed?.k ?? []).map((k) =>
    distributedOver(directions, { k, neurons: distributed?.neurons, engine }),
  );
  const also = (): Candidate[] => [
    ...(projected && chosen ? [{ map: chosen.map(), k: [projected.k] }] : []),
    ...spread.flatMap(({ candidates }) => candidates()),
  ];
  const asked = curvesAsked(directions, options, projected?.k);
  const measured = await measureCurves(layer, directions, { ...options, ...asked, engine, onStage, also });
  const counted = { datapoints: (options.heldOut ?? layer).datapoints, labelled: options.labels !== undefined };
  const hits = [...measured.also];
  const [own] = projected ? hits.splice(0, 1) : [];
  const worth = (restriction: Restriction, k: number) => worthOf(restriction.residuals[k], own, counted);
  return {
    directions,
    warnings: directionsWarnings(directions),
    projection: {
      layer: directions.summary,
      directions: directions.found,
      evaluated: measured.evaluated,
      curve: measured.curve,
      distributed: spread.map(({ k, neurons, residuals }): Distributed => {
        const found = hits.splice(0, neurons.length);
        const worths = residuals.map((residual, i) => worthOf(residual, found[i], counted));
        return { k, neurons, worth: sideBySide(worths) };
      }),
      projected: projected && chosen ? { ...projected, ...worth(chosen, projected.k) } : null,
    },
  };
}

/** The layer restricted in the way that is asked for, with features of k dimensions. */
export function restrictedBy(
  directions: LayerDirections,
  { k, method, engine }: { k: number; method: ProjectionKind; engine: Engine },
): Restriction {
  const restrict = method === 'oblique' ? obliqueRestriction : orthonormalRestriction;
  return restrict(directions, { engine, most: k });
}

/** The points of the curves, rising, and the draws; a number that is chosen is one of the points, so that it can be seen among the others. */
export function curvesAsked(
  { space }: LayerDirections,
  { k = curvePoints(space.rank), draws = DEFAULT_DRAWS, seed = 0 }: CurvesAsked,
  chosen?: number,
): { k: readonly number[]; draws: number; seed: number } {
  const points = [...new Set([...k, ...(chosen === undefined ? [] : [chosen])])].sort((a, b) => a - b);
  const wrong = points.find((point) => !(Number.isSafeInteger(point) && point >= 1 && point <= space.neurons));
  if (wrong !== undefined || points.length === 0) {
    const what = wrong === undefined ? 'curves of no points were' : `a point of the curves at k = ${wrong} was`;
    throw new SvccaError('usage', `${what} asked for, but ${space.name} has ${space.neurons} neurons`, {
      hint: `ask for whole numbers from 1 to ${space.neurons}`,
    });
  }
  return { k: points, draws, seed };
}

/** A worth from hits among so many datapoints. */
export function worthOf(
  residual: number,
  hits: Hits | undefined,
  { datapoints, labelled }: { datapoints: number; labelled: boolean },
): Worth<number> {
  return {
    residual,
    accuracy: hits === undefined || !labelled ? null : hits.right[0] / datapoints,
    agreement: hits === undefined ? null : hits.agreeing[0] / datapoints,
  };
}

function sideBySide(worths: readonly Worth<number>[]): Worth<readonly number[]> {
  const column = (values: readonly (number | null)[]) => (values.includes(null) ? null : (values as readonly number[]));
  return {
    residual: worths.map(({ residual }) => residual),
    accuracy: column(worths.map(({ accuracy }) => accuracy)),
    agreement: column(worths.map(({ agreement }) => agreement)),
  };
}
