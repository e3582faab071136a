import { SvccaError } from '../errors.js';
import type { Step } from './run.js';

/**
 * Steps as numbers that do not fall: `init` is 0 and `final` the last step of training.
 *
 * @throws SvccaError ('usage') where a step has no number, lies beyond the end of training, or comes before an earlier one.
 */
export function stepNumbers(steps: readonly Step[], totalSteps: number | undefined): number[] {
  const numbers = steps.map((step) => stepNumber(step, totalSteps));
  numbers.forEach((number, t) => {
    if (totalSteps !== undefined && number > totalSteps) {
      throw new SvccaError('usage', `the run has step ${number}, but training ends at step ${totalSteps}`, {
        hint: `say --total-steps ${Math.max(...numbers)} or more, or choose with --steps`,
      });
    }
    if (t > 0 && number < numbers[t - 1]) {
      throw new SvccaError('usage', `step ${steps[t]} comes after step ${steps[t - 1]}, which is later`, {
        hint: 'list the steps in order of training',
      });
    }
  });
  return numbers;
}

function stepNumber(step: Step, totalSteps: number | undefined): number {
  if (typeof step === 'number') return step;
  if (step === 'init') return 0;
  if (step !== 'final') {
    throw new SvccaError('usage', `step '${step}' has no number to freeze at`, { hint: 'leave it out with --steps' });
  }
  if (totalSteps !== undefined) return totalSteps;
  throw new SvccaError('usage', "step 'final' has no number", { hint: 'say with --total-steps which step it is' });
}
