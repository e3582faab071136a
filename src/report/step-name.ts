import type { Step } from '../analysis/run.js';
import { printable } from './facts.js';

/** A whole number as people read it, its thousands apart; another one with at most three decimals. */
export function grouped(value: number): string {
  const [whole, fraction] = String(Number(value.toFixed(3))).split('.');
  const parted = whole.replace(/\B(?=(\d{3})+$)/g, ',').replace('-', '−');
  return fraction === undefined ? parted : `${parted}.${fraction}`;
}

/** A step as it stands on an axis: 1,000, or its name. */
export function stepLabel(step: Step): string {
  return typeof step === 'number' ? grouped(step) : printable(step);
}

/** A step as it stands above its picture: step 1,000, or its name. */
export function stepTitle(step: Step): string {
  return typeof step === 'number' ? `step ${grouped(step)}` : printable(step);
}

/** A step as it stands in a sentence: step 1,000, or step “final”. */
export function stepName(step: Step): string {
  return typeof step === 'number' ? `step ${grouped(step)}` : `step “${printable(step)}”`;
}
