import { join } from 'node:path';
import type { ProjectionKind } from '../analysis/compression-result.js';
import type { LayerDirections } from '../analysis/layer-directions.js';
import { projectedActivations } from '../analysis/projected-activations.js';
import type { Engine } from '../engine/engine.js';
import { SvccaError } from '../errors.js';
import { npyPieces } from '../io/write-npy.js';
import type { ProjectReport } from '../report/compression-reports.js';
import type { ProjectCommandOptions } from './commands/project-options.js';
import type { SavedType } from './compression-options.js';
import type { OpenedCompression } from './open-compression.js';
import { requireRange } from './saved-array.js';

/** The name of projected activations below an output folder. */
export const PROJECTED = 'projected.npy';

/** Datapoints written at a time. */
const ROWS = 1024;

/** The projection that was asked for by itself. */
export interface AskedProjection {
  readonly k: number;
  readonly method: ProjectionKind;
}

/** @throws SvccaError ('usage') where a file, a way or neurons are asked for without the directions that they are about. */
export function askedProjection({
  directions,
  method,
  save,
  distributed,
  neurons,
}: ProjectCommandOptions): AskedProjection | undefined {
  if (neurons !== undefined && distributed === undefined) {
    throw new SvccaError(
      'usage',
      '--neurons says how many are kept after a projection, but onto how many directions?',
      {
        hint: 'say so with --distributed',
      },
    );
  }
  if (directions !== undefined) return { k: directions, method: method ?? 'oblique' };
  const idle = save !== undefined ? `--save ${save}` : method !== undefined ? `--method ${method}` : undefined;
  if (idle === undefined) return undefined;
  throw new SvccaError('usage', `${idle} is about one projection, but onto how many directions?`, {
    hint: 'say so with --directions',
  });
}

/** What the report says of the file; null where none is written. */
export function projectedFile(
  asked: AskedProjection | undefined,
  { save, outDir, saveDtype: dtype }: Pick<ProjectCommandOptions, 'save' | 'outDir' | 'saveDtype'>,
): ProjectReport['file'] {
  const path = save ?? (outDir === undefined ? undefined : join(outDir, PROJECTED));
  return asked === undefined || path === undefined ? null : { path, dtype };
}

/** The projected activations as a .npy, made while they are written. */
export function projectedNpy(
  { layer, shape }: Pick<OpenedCompression, 'layer' | 'shape'>,
  directions: LayerDirections,
  { dtype, engine, ...asked }: AskedProjection & { dtype: SavedType; engine: Engine },
): AsyncIterable<Uint8Array> {
  const projected = projectedActivations(layer, directions, { ...asked, engine });
  async function* values() {
    for await (const { values } of projected.blocks(ROWS)) {
      const doubles = values instanceof Float64Array ? values : Float64Array.from(values);
      requireRange(doubles, { name: `the projected ${layer.name}`, dtype });
      yield doubles;
    }
  }
  return npyPieces({ shape, dtype }, values());
}

/** The axes of the file in words, as the layer may have been stored in another order. */
export function projectedShape({ shape, inputs }: Pick<OpenedCompression, 'shape' | 'inputs'>): string {
  const order =
    shape.length === 2
      ? 'datapoints × neurons'
      : inputs.layer.conv === 'channels'
        ? 'channels last'
        : 'in the order of the layer';
  return `${shape.join(' × ')}, ${order},`;
}
