import type { Dynamics } from '../analysis/dynamics-result.js';
import { printable } from './facts.js';
import { stepName } from './step-name.js';

/** Longer names would push the sentence out of sight. */
const LONGEST_NAME = 40;

/** Which layers settle first and last, and whether the order is bottom-up, in words. */
export function dynamicsHeadline(dynamics: Dynamics): { order: string; bottomUp: string } {
  return { order: order(dynamics), bottomUp: bottomUp(dynamics) };
}

function order({ layers, steps, settled }: Dynamics): string {
  if (steps.length === 1) return `There is no step beside ${stepName(steps[0])} that a layer could settle at`;
  const places = settled.map((step) => (step === null ? -1 : steps.indexOf(step)));
  const reached = places.filter((place) => place >= 0);
  if (reached.length === 0) return 'No layer has a final representation to settle at';
  const [first, last] = [Math.min(...reached), Math.max(...reached)];
  const at = (place: number) => layers.filter((_, layer) => places[layer] === place);
  if (first === last) {
    if (last === steps.length - 1) return 'No layer settles before the last step';
    const all = reached.length === layers.length && layers.length > 1;
    return `${all ? 'Every layer settles' : settle(at(first))} at ${stepName(steps[last])}`;
  }
  return `${settle(at(first))} first, at ${stepName(steps[first])}; ${named(at(last).reverse())} last, at ${stepName(steps[last])}`;
}

function settle(layers: readonly string[]): string {
  return `${named(layers)} ${layers.length === 1 ? 'settles' : 'settle'}`;
}

function named(layers: readonly string[]): string {
  const [first, second] = layers.map(shortened);
  if (layers.length <= 2) return layers.length === 1 ? first : `${first} and ${second}`;
  return `${first} and ${layers.length - 1} more`;
}

function shortened(name: string): string {
  const characters = [...printable(name)];
  return characters.length <= LONGEST_NAME ? characters.join('') : `…${characters.slice(1 - LONGEST_NAME).join('')}`;
}

function bottomUp({ bottomUp, reasons }: Dynamics): string {
  return bottomUp === null
    ? `Bottom-up order: undefined${reasons.bottomUp === undefined ? '' : ` (${reasons.bottomUp})`}`
    : `Bottom-up order: Kendall’s τ ${bottomUp.toFixed(2).replace('-', '−')}`;
}
