import { dirname, isAbsolute, join } from 'node:path';
import type { Warning } from '../analysis/compare-warnings.js';
import type { ChainLayer } from '../analysis/compress-chain.js';
import type { PlanRule, ProjectionKind } from '../analysis/compression-result.js';
import { SvccaError } from '../errors.js';
import { fileIdentities } from '../io/file-identities.js';
import type { FileIdentity } from '../io/open-file.js';
import { readText } from '../io/read-text.js';
import type { CompressionInputs } from '../report/compression-reports.js';
import { type ChainEntry, parseChainManifest } from './chain-manifest.js';
import type { CompressionOperands } from './compression-options.js';
import { type CompressionReading, type OpenedCompression, openCompression } from './open-compression.js';

/** What is planned for: one layer or a chain of them, open. */
export interface CompressionSource {
  readonly layers: readonly ChainLayer[];
  readonly inputs: readonly CompressionInputs[];
  readonly notes: readonly string[];
  readonly warnings: readonly Warning[];
  readonly files: readonly FileIdentity[];
  close(): Promise<void>;
}

/** What a source is opened with. */
export interface SourceOptions extends CompressionReading, CompressionOperands {
  readonly chain?: string;
  /** For layers that have none of their own. */
  readonly rule: PlanRule;
  readonly method?: ProjectionKind;
}

/** The layer that was named, or those of the chain; one of both is asked for. */
export async function compressionSource(layer: string | undefined, options: SourceOptions): Promise<CompressionSource> {
  const { chain, rule, method = 'oblique' } = options;
  if (chain !== undefined) return openChain(chain, layer, options);
  if (layer === undefined) {
    throw new SvccaError('usage', 'there is no layer to plan for', {
      hint: 'name one, or a chain of them with --chain',
    });
  }
  if (rule.by === 'accuracy-drop') {
    const missing = options.weights === undefined ? '--weights' : options.labels === undefined ? '--labels' : undefined;
    if (missing !== undefined) {
      throw new SvccaError('usage', `--accuracy-drop needs to know the accuracy, but there are no ${missing}`, {
        hint: 'give the weights of the layer that reads this one, and labels of the datapoints',
      });
    }
  }
  const opened = await openCompression(layer, options, options);
  return sourceOf([opened], [{ rule, method }]);
}

async function openChain(path: string, layer: string | undefined, options: SourceOptions): Promise<CompressionSource> {
  refuseBoth(layer, options);
  if (path === '-') {
    throw new SvccaError('usage', 'the manifest of a chain cannot come from standard input', {
      hint: 'its paths are relative to it: put it into a file beside the layers',
    });
  }
  const { layers: entries } = parseChainManifest(await readText(path), { path });
  const rules = entries.map((entry) => ruleOf(entry, path, options));
  const opened: OpenedCompression[] = [];
  try {
    for (const entry of entries) opened.push(await openCompression(...operandsOf(entry, path), options));
  } catch (error) {
    for (const each of opened) await each.close();
    throw error;
  }
  const source = sourceOf(
    opened.map((each, i) => ({ ...each, name: (entries[i] as ChainEntry).name })),
    rules,
  );
  return { ...source, files: [...source.files, ...(await fileIdentities([path]))] };
}

const ONE_LAYER = ['with', 'logits', 'weights', 'bias', 'labels', 'heldOut', 'weightsLayout'] as const;

function refuseBoth(layer: string | undefined, options: SourceOptions): void {
  if (layer !== undefined) {
    throw new SvccaError('usage', `both a layer, ${layer}, and a chain of layers were given`, {
      hint: 'give one of them',
    });
  }
  const idle = ONE_LAYER.find((name) => name !== 'weightsLayout' && options[name] !== undefined);
  if (idle === undefined) return;
  const option = idle === 'heldOut' ? 'held-out' : idle;
  throw new SvccaError('usage', `--${option} is about one layer, and --chain names several`, {
    hint: `write "${idle}" into the manifest, at the layer that it is about`,
  });
}

type Decided = Pick<ChainLayer, 'rule' | 'method' | 'given' | 'then'>;

function ruleOf(entry: ChainEntry, path: string, options: SourceOptions): Decided {
  const { name, rule = options.rule, labels, given, then } = entry;
  if (rule.by === 'accuracy-drop' && labels === undefined) {
    throw new SvccaError('input', `${path} asks for an accuracy drop of layer '${name}', which has no labels`, {
      hint: '"labels" beside "layers" are those of the last layer\'s outputs; another layer needs its own, or another rule',
    });
  }
  return { rule, method: entry.method ?? options.method ?? 'oblique', ...(given && { given }), ...(then && { then }) };
}

/** Paths are relative to the manifest. */
function operandsOf(entry: ChainEntry, path: string): [string, CompressionOperands] {
  const placed = (operand: string) => {
    if (operand === '-') {
      throw new SvccaError('input', `${path} names - for layer '${entry.name}', but its files are read by name`, {
        hint: 'put the layer into a file',
      });
    }
    return isAbsolute(operand) ? operand : join(dirname(path), operand);
  };
  const { activations, weights, bias, with: other, logits, heldOut, labels } = entry;
  const operands = { weights, bias, with: other, logits, heldOut, labels };
  return [
    placed(activations),
    Object.fromEntries(Object.entries(operands).flatMap(([key, value]) => (value ? [[key, placed(value)]] : []))),
  ];
}

function sourceOf(opened: readonly OpenedCompression[], decided: readonly Decided[]): CompressionSource {
  return {
    layers: opened.map(({ name, layer, other, next, heldOut, labels }, i) => ({
      ...{ name, layer, other, next, heldOut, labels },
      ...(decided[i] as Decided),
    })),
    inputs: opened.map(({ inputs }) => inputs),
    notes: opened.flatMap(({ notes }) => notes),
    warnings: opened.flatMap(({ warnings }) => warnings),
    files: opened.flatMap(({ files }) => files),
    close: async () => void (await Promise.all(opened.map((each) => each.close()))),
  };
}
