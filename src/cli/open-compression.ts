import { basename } from 'node:path';
import type { Warning } from '../analysis/compare-warnings.js';
import type { AlignedWith } from '../analysis/layer-directions.js';
import type { NextLayer } from '../analysis/next-layer.js';
import type { LayerReading } from '../analysis/read-layers.js';
import { SvccaError } from '../errors.js';
import type { Dump } from '../io/dump.js';
import { openDump } from '../io/open-dump.js';
import type { FileIdentity } from '../io/open-file.js';
import type { OpenLayer } from '../io/open-layers.js';
import { spoken } from '../io/operand.js';
import { readArray, type WholeArray } from '../io/read-array.js';
import type { CompressionInputs } from '../report/compression-reports.js';
import type { Activations } from '../similarity/activations.js';
import { heldActivations } from '../similarity/held-activations.js';
import { compressionLayouts, type LaidOut } from './compression-layouts.js';
import { compressionNotes } from './compression-notes.js';
import type { CompressionOperands, CompressionOptions } from './compression-options.js';
import { operandNames } from './operand-names.js';
import { selectionFrom } from './options.js';
import { readFlat } from './read-flat.js';
import { readLabels } from './read-labels.js';
import { readNextLayer } from './read-next-layer.js';
import { readInput } from './read-operands.js';

/** A layer that is to be compressed or projected, and all that goes with it, open and fitting each other. */
export interface OpenedCompression {
  readonly name: string;
  readonly layer: Activations;
  /** Of the layer as an array, where its axes are kept: what projected activations are written as. */
  readonly shape: readonly number[];
  readonly other: AlignedWith | undefined;
  readonly next: NextLayer | undefined;
  readonly labels: Int32Array | undefined;
  readonly heldOut: Activations | undefined;
  readonly inputs: CompressionInputs;
  /** How everything is read. */
  readonly notes: readonly string[];
  readonly warnings: readonly Warning[];
  readonly files: readonly FileIdentity[];
  close(): Promise<void>;
}

export type CompressionReading = Pick<
  CompressionOptions,
  'layout' | 'conv' | 'tokens' | 'dtype' | 'datapoints' | 'sample' | 'seed' | 'weightsLayout'
>;

/**
 * Opens a layer with what its directions are aligned with, what reads it and what judges it. Files stay open until `close`; standard input is held in
 * memory.
 *
 * @throws SvccaError when something is missing, malformed, or does not fit the layer.
 */
export async function openCompression(
  operand: string,
  given: CompressionOperands,
  options: CompressionReading,
): Promise<OpenedCompression> {
  requireTogether(given);
  const other = given.with ?? given.logits;
  const dumps: Dump[] = [];
  const close = async () => void (await Promise.all(dumps.map((dump) => dump.close())));
  const open = async (each: string | undefined) => {
    if (each === undefined) return undefined;
    if (each === '-' && dumps.length > 0) throw onlyTheLayer();
    const dump = await openDump(each, options);
    dumps.push(dump);
    return dump;
  };
  try {
    const layer = (await open(operand)) as Dump;
    const operands = { layer, other: await open(other), heldOut: await open(given.heldOut) };
    const arrays = {
      weights: await arrayOf(given.weights, 'weights'),
      bias: await arrayOf(given.bias, 'the bias'),
      labels: await arrayOf(given.labels, 'labels'),
    };
    const laidOut = compressionLayouts(operands, { ...arrays, layout: options.layout });
    const selection = selectionFrom(options);
    const read = readFlat(laidOut, { ...options, selection });
    const activations = operand === '-' ? await heldActivations(read.layer.activations) : read.layer.activations;
    const heldOut = read.heldOut?.activations;
    const reading = nextOf(arrays, { layer: activations, layout: options.weightsLayout });
    const judged = heldOut === undefined ? laidOut.layer : (laidOut.heldOut as OpenLayer);
    const labels =
      arrays.labels &&
      reading &&
      (await readLabels(arrays.labels, {
        layer: {
          ...{ name: (heldOut ?? activations).name, datapoints: (heldOut ?? activations).datapoints },
          ...{ whole: judged.resolved.datapoints, selection: heldOut === undefined ? selection : undefined },
        },
        outputs: reading.next.weights.rows,
        weights: arrays.weights?.path as string,
      }));
    const inputs = inputsOf({ laidOut, read, arrays, given, transposed: reading?.transposed ?? false });
    return {
      name: await nameOf(operand),
      layer: activations,
      shape: shapeOf(laidOut.layer, read.layer),
      other: read.other && { activations: read.other.activations, as: given.logits === undefined ? 'layer' : 'logits' },
      next: reading?.next,
      labels,
      heldOut,
      inputs,
      notes: compressionNotes({ ...laidOut, inputs, reading, read, selection }, options),
      warnings: [...guessedLayout(laidOut, options), ...oneOutput(reading?.next)],
      files: [...dumps, ...Object.values(arrays)].flatMap((each) => each?.file ?? []),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A table whose longer axis, taken for the datapoints, comes second. */
function guessedLayout({ layer, told }: LaidOut, { layout }: Pick<CompressionReading, 'layout'>): Warning[] {
  const { dump, resolved } = layer;
  if (resolved.layout !== 'dn' || told !== undefined || layout === 'dn' || dump.fortran) return [];
  const message = `${spoken(dump.name)} is ${dump.shape.join(' × ')}, and the second axis was taken for the datapoints: if each row is a datapoint, say --layout nd (or --layout dn if this is right)`;
  return [{ code: 'layout-guessed', message }];
}

/** The largest of one output is always the same one. */
function oneOutput(next: NextLayer | undefined): Warning[] {
  if (next?.weights.rows !== 1) return [];
  const message = `${spoken(next.name)} has one output, which is always the largest: accuracy and agreement say nothing here; the residual does`;
  return [{ code: 'one-output', message }];
}

function requireTogether({ weights, bias, labels, heldOut }: CompressionOperands): void {
  const [alone] = Object.entries({ '--bias': bias, '--labels': labels, '--held-out': heldOut }).find(
    ([, value]) => weights === undefined && value !== undefined,
  ) ?? [undefined];
  if (alone === undefined) return;
  throw new SvccaError('usage', `${alone} says something only beside the weights of the layer that reads this one`, {
    hint: `give --weights too, or leave out ${alone}`,
  });
}

function onlyTheLayer(): SvccaError {
  return new SvccaError('usage', 'only the layer itself can come from standard input', {
    hint: 'put the others in files',
  });
}

async function arrayOf(operand: string | undefined, what: string): Promise<WholeArray | undefined> {
  return operand === undefined ? undefined : readArray(operand, { what });
}

async function nameOf(operand: string): Promise<string> {
  const [name = basename(operand)] = await operandNames([operand]);
  return name;
}

function nextOf(
  { weights, bias }: { weights: WholeArray | undefined; bias: WholeArray | undefined },
  { layer, layout }: { layer: Activations; layout: CompressionReading['weightsLayout'] },
) {
  if (weights === undefined) return undefined;
  return readNextLayer({ weights, bias }, { layer: layer.name, neurons: layer.neurons, layout });
}

/** The axes of a dump whose neurons keep their order; else datapoints × neurons. */
function shapeOf({ dump, resolved }: OpenLayer, { activations, conv, tokens }: LayerReading): readonly number[] {
  const { datapoints, neurons } = activations;
  const grid = resolved.grid;
  if (grid !== undefined && conv === 'flatten') return [datapoints, ...dump.shape.slice(1)];
  if (grid !== undefined && (conv === 'channels' || tokens === 'all')) {
    const positions = conv === null ? [grid.width] : [grid.height, grid.width];
    return [datapoints / (grid.height * grid.width), ...positions, neurons];
  }
  return [datapoints, neurons];
}

function inputsOf({
  laidOut,
  read,
  arrays: { weights, bias, labels },
  given,
  transposed,
}: {
  laidOut: ReturnType<typeof compressionLayouts>;
  read: ReturnType<typeof readFlat>;
  arrays: Record<'weights' | 'bias' | 'labels', WholeArray | undefined>;
  given: CompressionOperands;
  transposed: boolean;
}): CompressionInputs {
  const input = (layer: OpenLayer | undefined, reading: LayerReading | undefined) => {
    if (layer === undefined || reading === undefined) return null;
    const { like: _, ...stored } = readInput(layer, reading);
    return stored;
  };
  const other = input(laidOut.other, read.other);
  return {
    layer: input(laidOut.layer, read.layer) as CompressionInputs['layer'],
    with: given.logits === undefined ? other : null,
    logits: given.logits === undefined ? null : other,
    heldOut: input(laidOut.heldOut, read.heldOut),
    weights: weights === undefined ? null : { path: spoken(weights.path), shape: weights.shape, transposed },
    bias: bias === undefined ? null : { path: bias.path },
    labels: labels === undefined ? null : { path: labels.path },
  };
}
