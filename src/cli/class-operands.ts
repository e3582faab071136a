import { SvccaError } from '../errors.js';
import { isDirectory, isFile } from '../io/is-file.js';
import { openRun } from '../io/run-directory.js';
import type { ReportHead } from '../report/run-reports.js';
import { stepName } from '../report/step-name.js';
import type { ClassesCommandOptions } from './commands/classes-options.js';
import { operandNames } from './operand-names.js';

/** What is opened for `svcca classes`, and what layers are called. */
export interface ClassOperands {
  readonly names: readonly string[];
  readonly operands: readonly string[];
  /** Logits or labels. */
  readonly target: string;
  /** The run directory that they are from, and the step that is read. */
  readonly run: string | null;
  readonly step: number | string | null;
  readonly warnings: ReportHead<string>['warnings'];
}

/** The layers that were named, or those of one step of a run directory. */
export async function classOperands(given: readonly string[], options: ClassesCommandOptions): Promise<ClassOperands> {
  const target = options.logits ?? options.labels;
  if (target === undefined) {
    throw new SvccaError('usage', 'there is nothing to say what the classes are', {
      hint: "give the network's outputs with --logits, or the datapoints' labels with --labels",
    });
  }
  if (given.length === 1 && (await isDirectory(given[0]))) return ofRun(given[0], target, options);
  const [idle] = (['layers', 'steps'] as const).filter((name) => options[name] !== undefined);
  if (idle !== undefined) {
    throw new SvccaError('usage', `--${idle} chooses from a run directory, but layers were named`, {
      hint: `leave out --${idle}, or give the directory alone`,
    });
  }
  return { names: await operandNames(given), operands: given, target, run: null, step: null, warnings: [] };
}

async function ofRun(
  path: string,
  target: string,
  { layers, steps, layout, dtype }: ClassesCommandOptions,
): Promise<ClassOperands> {
  const found = await openRun(path, { layers, ...(steps === undefined ? {} : { steps: [steps] }), layout, dtype });
  if (steps !== undefined && found.steps.length > 1) {
    throw new SvccaError('usage', `--steps ${steps} chooses ${found.steps.length} steps of ${path}, but one is read`, {
      hint: `choose one, such as ${found.steps[found.steps.length - 1]}`,
    });
  }
  const whole = found.cells.findLastIndex((row) => row.every((dump) => dump !== null));
  const t = whole < 0 ? found.steps.length - 1 : whole;
  const row = found.cells[t];
  const present = found.layers.flatMap((name, l) => {
    const dump = row[l];
    return dump === null ? [] : [{ name, operand: dump.operand }];
  });
  const missing = found.layers.filter((_, l) => row[l] === null);
  const message = `${path} has no dump of ${missing.join(', ')} at ${stepName(found.steps[t])}: left out`;
  const logits = present.find(({ name }) => name === target);
  return {
    names: present.map(({ name }) => name),
    operands: present.map(({ operand }) => operand),
    target: logits !== undefined && !(await isFile(target)) ? logits.operand : target,
    run: path,
    step: found.steps[t],
    warnings: [
      // Gaps at other steps change nothing here.
      ...found.warnings.filter(({ code }) => code !== 'missing-cell' && code !== 'incomplete-file'),
      ...(missing.length === 0 ? [] : [{ code: 'missing-cell', message }]),
    ],
  };
}
