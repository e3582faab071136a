import { InvalidArgumentError } from 'commander';
import type { Grouping } from '../analysis/layer-groups.js';

/** What `--groups` says: auto, none, or groups with + inside and commas between. */
export function grouping(text: string): Grouping {
  if (text === 'auto' || text === 'none') return text;
  const groups = text.split(',').map((group) => group.split('+').map((layer) => layer.trim()));
  if (groups.every((group) => group.every((layer) => layer !== ''))) return groups;
  throw new InvalidArgumentError('auto, none, or groups such as conv1+bn1,conv2+bn2,fc are needed.');
}
