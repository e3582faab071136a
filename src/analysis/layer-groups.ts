import { SvccaError } from '../errors.js';

/** How layers are put together: by their names, not at all, or as told. */
export type Grouping = 'auto' | 'none' | readonly (readonly string[])[];

/** Normalisations, which train next to nothing, and what trains nothing, as PyTorch, Keras and Flax call them. */
const FOLLOWERS = [
  '(?:batch|layer|group|instance|rms)_?norm(?:ali[sz]ation)?(?:[123]d)?|norm|bn|gn|ln',
  '(?:leaky_?|p)?relu6?|[gse]elu|silu|swish|tanh|sigmoid|softmax|act(?:ivation)?(?:_?fn)?',
  '(?:max_?|avg_?|average_?|global_?|adaptive_?)*pool(?:ing)?(?:[123]d)?|drop(?:out|path)?(?:[123]d)?|flatten',
].join('|');

/** A follower's name: the last part of a dotted one, with or without a number and what it follows before an underscore. */
const FOLLOWER = new RegExp(`(?:^|[./_-])(?:${FOLLOWERS})(?:_?\\d+)*$`, 'i');

/** Whether a layer, by its name, has little or nothing of its own to train, as batch norm has, and belongs to the one below. */
export function followsByName(layer: string): boolean {
  return FOLLOWER.test(layer);
}

/**
 * The layers that freeze together, bottom up: every layer once, in order of depth. By themselves, unless their names say that
 * they follow the one below ('auto') or they are told; layers that are not told of stay alone.
 *
 * @throws SvccaError ('usage') where a group names a layer that there is not, one twice, or layers that do not lie one above the other.
 */
export function layerGroups(layers: readonly string[], grouping: Grouping): string[][] {
  if (typeof grouping !== 'string') return toldGroups(layers, grouping);
  const groups: string[][] = [];
  for (const layer of layers) {
    if (grouping === 'auto' && groups.length > 0 && followsByName(layer)) groups[groups.length - 1].push(layer);
    else groups.push([layer]);
  }
  return groups;
}

/** The work of a layer where nobody says: one, and nothing for one that follows another in its group. */
export function frozenCost(layer: string, group: readonly string[]): number {
  return layer !== group[0] && followsByName(layer) ? 0 : 1;
}

function toldGroups(layers: readonly string[], told: readonly (readonly string[])[]): string[][] {
  const groupOf = new Map<string, readonly string[]>();
  for (const group of told) {
    for (const layer of group) {
      if (!layers.includes(layer)) {
        throw new SvccaError('usage', `there is no layer '${layer}' to put into a group`, {
          hint: `the layers are ${layers.join(', ')}`,
        });
      }
      if (groupOf.has(layer)) throw new SvccaError('usage', `layer '${layer}' is in a group twice`);
      groupOf.set(layer, group);
    }
  }
  const groups: string[][] = [];
  layers.forEach((layer, i) => {
    const group = groupOf.get(layer);
    if (group !== undefined && group === groupOf.get(layers[i - 1])) groups[groups.length - 1].push(layer);
    else groups.push([layer]);
  });
  for (const group of told) requireTogether(group, groups, layers);
  return groups;
}

function requireTogether(group: readonly string[], groups: readonly string[][], layers: readonly string[]): void {
  if (groups.some((found) => found.length === group.length && group.every((layer) => found.includes(layer)))) return;
  throw new SvccaError('usage', `the layers of group ${group.join('+')} do not lie one above the other`, {
    hint: `the layers are, bottom up, ${layers.join(', ')}`,
  });
}
