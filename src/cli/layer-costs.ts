import { SvccaError } from '../errors.js';
import { isFile } from '../io/is-file.js';
import { readText } from '../io/read-text.js';
import { type Json, parseStrictJson } from '../io/strict-json.js';

/**
 * The work of each layer's backward pass, from `a=1,b=2` or from a JSON file of an object with a number for each layer. A layer that is not
 * there costs nothing where another of its group is.
 *
 * @throws SvccaError where a layer has no cost, a cost has no layer or is no number from 0 on, or all are 0.
 */
export async function layerCosts(
  text: string,
  { layers, groups }: { layers: readonly string[]; groups: readonly (readonly string[])[] },
): Promise<number[]> {
  const file = await isFile(text);
  const kind = file ? 'input' : 'usage';
  const told = file ? costsOfFile(text, await readText(text)) : costsOfList(text);
  for (const [layer, cost] of told) {
    if (!layers.includes(layer)) {
      throw new SvccaError(kind, `there is no layer '${layer}' to have a cost`, {
        hint: `the layers are ${layers.join(', ')}`,
      });
    }
    if (!(cost >= 0 && cost < Number.POSITIVE_INFINITY)) {
      throw new SvccaError(kind, `the cost of layer '${layer}' is no number from 0 on`, { hint: `look at ${text}` });
    }
  }
  const costs = layers.map((layer) => {
    const group = groups.find((members) => members.includes(layer)) ?? [];
    const cost = told.get(layer) ?? (group.some((other) => told.has(other)) ? 0 : undefined);
    if (cost !== undefined) return cost;
    throw new SvccaError(kind, `layer '${layer}' has no cost`, { hint: `add it to ${text}, 0 where it costs nothing` });
  });
  if (costs.some((cost) => cost > 0)) return costs;
  throw new SvccaError(kind, 'all costs are 0', { hint: `look at ${text}` });
}

function costsOfList(text: string): Map<string, number> {
  const costs = new Map<string, number>();
  for (const entry of text.split(',')) {
    const at = entry.lastIndexOf('=');
    const [layer, cost] = [entry.slice(0, Math.max(0, at)).trim(), entry.slice(at + 1).trim()];
    if (layer === '' || cost === '') {
      throw new SvccaError('usage', `'${entry}' is no cost, and there is no file ${text}`, {
        hint: 'name a JSON file, or write layer=cost with commas between',
      });
    }
    if (costs.has(layer)) throw new SvccaError('usage', `layer '${layer}' has two costs`, { hint: 'leave one out' });
    costs.set(layer, Number(cost));
  }
  return costs;
}

function costsOfFile(path: string, text: string): Map<string, number> {
  const value = parsed(path, text);
  if (!(value instanceof Map)) {
    throw new SvccaError('input', `${path} is no object of costs`, { hint: 'write {"conv1": 2.5, "fc": 1}' });
  }
  return new Map([...value].map(([layer, cost]) => [layer, typeof cost === 'number' ? cost : Number.NaN]));
}

function parsed(path: string, text: string): Json {
  try {
    return parseStrictJson(text);
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : String(cause);
    throw new SvccaError('input', `${path} is no JSON: ${reason}`, { hint: 'write {"conv1": 2.5, "fc": 1}', cause });
  }
}
