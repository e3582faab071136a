import { SvccaError } from '../errors.js';

/** A layer none of whose neurons, or channels, ever changes: nothing can be said of it. */
export class NoVariance extends SvccaError {
  constructor(name: string, { neurons, what = 'neurons' }: { neurons: number; what?: string }) {
    super('undefined', `${name} has no variance: its ${neurons} ${what} never change`, {
      hint: 'check that the right layer was dumped, on more than one input',
    });
  }
}
