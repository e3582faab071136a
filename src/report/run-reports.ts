import type { Classes, Cross, Dynamics, FreezePlan } from '../analysis/dynamics-result.js';
import type { InputReport } from './compare-report.js';

/** What every report begins with. */
export interface ReportHead<Schema extends string> {
  readonly schema: Schema;
  readonly version: string;
  readonly engine: string;
  readonly options: { readonly [name: string]: unknown };
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** One dump of a run, how it was stored and how it was read. */
export interface RunInput extends InputReport {
  readonly layer: string;
  readonly step: number | string;
}

/** A run directory: its dumps in order of training and of depth, and where the order of the layers came from. */
export interface RunInputs {
  readonly run: string;
  readonly order: string;
  readonly dumps: readonly RunInput[];
}

/** `svcca.dynamics/1`. */
export interface DynamicsReport extends ReportHead<'svcca.dynamics/1'>, Dynamics {
  readonly inputs: RunInputs;
}

/** `svcca.cross/1`. */
export interface CrossReport extends ReportHead<'svcca.cross/1'>, Cross {
  readonly inputs: { readonly rows: RunInputs; readonly columns: RunInputs };
}

/** `svcca.classes/1`. */
export interface ClassesReport extends ReportHead<'svcca.classes/1'>, Classes {
  readonly inputs: { readonly layers: readonly InputReport[]; readonly logits: InputReport };
}

/** `svcca.freeze-plan/1`. */
export interface FreezePlanReport extends ReportHead<'svcca.freeze-plan/1'>, FreezePlan {
  /** Null where layers and steps were named. */
  readonly inputs: RunInputs | null;
}
