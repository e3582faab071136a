import type { Activations } from '../similarity/activations.js';

/** A training step: its number, or its name where it has none, as `init` and `final`. */
export type Step = number | string;

/** A dump that is open for reading. */
export interface OpenedDump {
  readonly activations: Activations;
  close(): Promise<void>;
}

/** One layer at one step, as it will be compared; its values are read when they are needed, as often as needed. */
export interface RunDump extends Pick<Activations, 'name' | 'datapoints' | 'neurons' | 'grid'> {
  open(): Promise<OpenedDump>;
  /** A hash of its values and of how they are read: the same only where both are. */
  digest(): Promise<string>;
}

/** Layers dumped at steps of a training run, on the same datapoints. */
export interface Run {
  /** Names, in order of depth. */
  readonly layers: readonly string[];
  /** In order of training. */
  readonly steps: readonly Step[];
  /** [step][layer]; null where there is no dump. */
  readonly cells: readonly (readonly (RunDump | null)[])[];
}

/** One position is none: there the channels are all that there is. */
export function hasSpace({ grid }: Pick<Activations, 'grid'>): boolean {
  return grid !== undefined && grid.height * grid.width > 1;
}
