import type { Layout, ResolvedLayout } from './layout.js';
import type { FileIdentity } from './open-file.js';
import type { OpenLayer } from './open-layers.js';

/** One dump of a run directory, its header read and its layout decided; its values are not. */
export interface FoundDump {
  /** What opens it: a path, or archive:key. */
  readonly operand: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  readonly resolved: ResolvedLayout;
  /** Opens it again; the caller closes `dump`. */
  open(): Promise<OpenLayer>;
  /** SHA-256 of the bytes of its values and of how they are stored, in hexadecimal. */
  digest(): Promise<string>;
}

/** Where the order of the layers came from, the surest first. */
export type LayerOrder = 'option' | 'manifest' | 'prefix' | 'archive' | 'natural';

/** What a reader of a run must know before believing what is computed from it; `code` is stable. */
export interface RunWarning {
  readonly code: 'order-guessed' | 'missing-cell' | 'incomplete-file' | 'layout-guessed' | 'ignored-file';
  readonly message: string;
}

/** A run directory as it was found: layers in order of depth, steps in order of training. */
export interface FoundRun {
  readonly path: string;
  readonly layers: readonly string[];
  readonly order: LayerOrder;
  /** A number, or a name where it has none, as `init` and `final`. */
  readonly steps: readonly (number | string)[];
  /** [step][layer]; null where there is no dump, or one that is still being written. */
  readonly cells: readonly (readonly (FoundDump | null)[])[];
  readonly warnings: readonly RunWarning[];
  /** Every file that was looked into, so that no output replaces one. */
  readonly files: readonly FileIdentity[];
}

/** How a run directory is to be read. */
export interface OpenRunOptions {
  /** Which layers, and their order of depth. */
  readonly layers?: readonly string[] | undefined;
  /** Which steps, as they are called. */
  readonly steps?: readonly string[] | undefined;
  /** Gaps are errors. */
  readonly strict?: boolean;
  readonly layout?: 'auto' | Layout;
  readonly dtype?: 'bf16' | undefined;
}
