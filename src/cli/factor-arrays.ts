import type { ProjectionKind } from '../analysis/compression-result.js';
import { compressedLayer, factorPair } from '../analysis/factor-pair.js';
import type { LayerDirections } from '../analysis/layer-directions.js';
import type { NextLayer } from '../analysis/next-layer.js';
import type { Engine } from '../engine/engine.js';
import type { ArrayToWrite } from '../io/write-npy.js';
import type { FactorsFile } from '../report/compression-reports.js';
import type { SavedType } from './compression-options.js';
import { lostInRounding, savedArray } from './saved-array.js';

/** A layer that was planned: what its factors are made of. */
export interface FactoredLayer {
  readonly directions: LayerDirections;
  readonly next: NextLayer | undefined;
  readonly k: number;
  readonly method: ProjectionKind;
}

/** The names of a layer's factors in their file: those of `nn.Sequential(nn.Linear(p, k, bias=False), nn.Linear(k, out))`, below a layer's own name where there is one. */
export function factorNames(prefix = ''): FactorsFile['names'] {
  return { weight1: `${prefix}0.weight`, weight2: `${prefix}1.weight`, bias: `${prefix}1.bias` };
}

/**
 * The two linear layers in place of one, ready to be written.
 *
 * @throws SvccaError ('undefined') when a number is beyond the range of the type.
 */
export function factorArrays(
  { directions, next, k, method }: FactoredLayer,
  { dtype, engine, prefix = '' }: { dtype: SavedType; engine: Engine; prefix?: string },
): ReadonlyMap<string, ArrayToWrite> {
  const factors = compressedLayer(directions, next, { k, method, engine });
  const names = factorNames(prefix);
  return new Map(
    (['weight1', 'weight2', 'bias'] as const).map((part) => [
      names[part],
      savedArray(factors[part], { name: names[part], dtype }),
    ]),
  );
}

/** Encoder, decoder, orthonormal projection and mean as arrays of their own. */
export function partArrays(
  { directions, k, method }: FactoredLayer,
  { dtype, engine }: { dtype: SavedType; engine: Engine },
): Record<'encoder' | 'decoder' | 'projection' | 'mean', () => ArrayToWrite> {
  const saved = (name: string, of: Parameters<typeof savedArray>[0]) => savedArray(of, { name, dtype });
  return {
    encoder: () => saved('encoder', factorPair(directions, { k, method, engine }).encoder),
    decoder: () => saved('decoder', factorPair(directions, { k, method, engine }).decoder),
    projection: () => saved('projection', factorPair(directions, { k, method: 'orthonormal', engine }).encoder),
    mean: () => saved('mean', directions.means),
  };
}

/** What rounding takes from arrays that are written. */
export function roundingWarnings(arrays: ReadonlyMap<string, ArrayToWrite>): { code: string; message: string }[] {
  return [...arrays].flatMap(([name, array]) => lostInRounding(array, { name }) ?? []);
}
