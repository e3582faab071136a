import type { ResolvedLayout } from './layout.js';
import type { StoredArray } from './npy.js';
import type { FileIdentity } from './open-file.js';

/** An operand that is open for reading: one array of numbers, not yet seen as datapoints and neurons. */
export interface Dump extends StoredArray {
  /** The operand as it was typed. */
  readonly name: string;
  /** numpy's name of the type, such as float32, whatever its byte order. */
  readonly dtype: string;
  /** Undefined for standard input. */
  readonly file: FileIdentity | undefined;
  close(): Promise<void>;
}

/** A dump whose datapoints and neurons are known. */
export interface Source extends ResolvedLayout {
  readonly dump: Dump;
  /** Whether neurons and datapoints have changed places: what it calls datapoints are neurons. */
  readonly turned?: boolean;
}
