import { completeRun } from '../analysis/complete-run.js';
import { dynamics } from '../analysis/dynamics.js';
import type { FreezeRule } from '../analysis/freeze-plan.js';
import type { Step } from '../analysis/run.js';
import { selfSimilarity } from '../analysis/self-similarity.js';
import { stepNumbers } from '../analysis/step-numbers.js';
import { SvccaError } from '../errors.js';
import type { FileIdentity } from '../io/open-file.js';
import { openRun } from '../io/run-directory.js';
import { decidingOptions } from '../report/report-options.js';
import type { FreezePlanReport } from '../report/run-reports.js';
import type { FreezePlanCommandOptions, RuleName } from './commands/freeze-plan-options.js';
import { measuredDynamics } from './measured-dynamics.js';
import { cutFrom, selectionFrom } from './options.js';
import type { Output } from './output.js';
import { readRuns } from './read-run.js';
import { runJob } from './run-job.js';
import { incompleteSteps, runNotes } from './run-notes.js';
import { openingFrom } from './run-options.js';

/** What a plan is made from, and what its report says of that. */
export interface PlanSource {
  readonly layers: readonly string[];
  readonly inputs: FreezePlanReport['inputs'];
  readonly warnings: FreezePlanReport['warnings'];
  /** What must not be written over. */
  readonly files: readonly FileIdentity[];
  /** Measures what the rule needs. */
  rule(): Promise<{ rule: FreezeRule; engine: string; options: { readonly [name: string]: unknown } }>;
}

/** The run, the report or the names that the command was given. */
export async function planSource(
  path: string | undefined,
  options: FreezePlanCommandOptions,
  output: Output,
): Promise<PlanSource> {
  const { from, rule = from === undefined && path === undefined ? 'linear' : 'last' } = options;
  if (from !== undefined && path !== undefined) {
    throw new SvccaError('usage', `both a run, ${path}, and a report, ${from}, were given`, {
      hint: 'give one of them',
    });
  }
  if (from !== undefined) return fromReport(from, rule, options);
  return path === undefined ? fromNames(rule, options) : fromRun(path, rule, { options, output });
}

const NOTHING_MEASURED = {
  ...{ metric: null, side: null, variance: null, energy: null, directions: null },
  ...{ layout: null, conv: null, tokens: null, datapoints: null, sample: null, seed: null },
};

function fromNames(rule: RuleName, { layers, groups, totalSteps }: FreezePlanCommandOptions): PlanSource {
  const names = layers ?? (typeof groups === 'string' ? undefined : groups.flat());
  if (names === undefined || rule !== 'linear') {
    const what = rule === 'linear' ? 'there are no layers to plan for' : `rule ${rule} needs dumps to look at`;
    throw new SvccaError('usage', what, { hint: 'name a run directory, or --layers a,b,c with --total-steps' });
  }
  return {
    layers: names,
    inputs: null,
    warnings: [],
    files: [],
    rule: async () => linear(totalSteps, { hint: 'say with --total-steps how many there are' }),
  };
}

function linear(totalSteps: number | undefined, { hint }: { hint: string }) {
  if (totalSteps === undefined) throw new SvccaError('usage', 'the number of training steps is not known', { hint });
  return { rule: { name: 'linear', totalSteps } as const, engine: 'none', options: NOTHING_MEASURED };
}

async function fromReport(
  path: string,
  name: RuleName,
  { layers: wanted, totalSteps, similarity, checkpoints }: FreezePlanCommandOptions,
): Promise<PlanSource> {
  if (name === 'previous') {
    throw new SvccaError('usage', `${path} compares with the last checkpoint, but rule previous with the one before`, {
      hint: 'give the run directory instead of the report',
    });
  }
  const { metric, steps, engine, inputs, options, warnings, ...report } = await measuredDynamics(path);
  const layers = wanted ?? report.layers;
  const curves = layers.map((layer) => {
    const curve = report.curves[report.layers.indexOf(layer)];
    if (curve !== undefined) return curve;
    throw new SvccaError('usage', `${path} has no layer '${layer}'`, { hint: `it has ${report.layers.join(', ')}` });
  });
  return {
    layers,
    inputs,
    warnings: [...warnings, ...unfinished(name, steps, totalSteps)],
    files: [],
    rule: async () => {
      if (name === 'linear') return linear(totalSteps ?? lastStep(steps), UNNUMBERED);
      const rule = { name, totalSteps, similarity, checkpoints, metric, steps, curves };
      const { epsilon: _, ...deciding } = { ...NOTHING_MEASURED, ...options, epsilon: null };
      return { rule, engine, options: deciding };
    },
  };
}

const UNNUMBERED = { hint: 'the last step has no number: say with --total-steps which it is' };

function lastStep(steps: readonly Step[]): number | undefined {
  const last = steps[steps.length - 1];
  return typeof last === 'number' ? last : undefined;
}

async function fromRun(
  path: string,
  name: RuleName,
  { options, output }: { options: FreezePlanCommandOptions; output: Output },
): Promise<PlanSource> {
  const { totalSteps, similarity, checkpoints, metric, side } = options;
  const cut = cutFrom(options);
  const found = await openRun(path, openingFrom(options));
  const [read] = readRuns([found], options);
  const { inputs, independent } = read;
  // What the last step lacks has no final state to compare with.
  const { run, left } = name === 'last' ? completeRun(read.run) : { run: read.run, left: [] };
  // Refuses, before the work, steps that no plan can name.
  if (name !== 'linear') stepNumbers(run.steps, totalSteps);
  return {
    layers: run.layers,
    inputs,
    warnings: [...found.warnings, ...incompleteSteps(left), ...unfinished(name, run.steps, totalSteps)],
    files: found.files,
    rule: async () => {
      if (name === 'linear') return linear(totalSteps ?? lastStep(run.steps), UNNUMBERED);
      for (const line of runNotes(read)) output.note(line);
      const dumps = run.cells.flat().filter((dump) => dump !== null);
      const held =
        name === 'last' ? run.cells[run.cells.length - 1].filter((dump) => dump !== null) : dumps.slice(0, 2);
      const wanted = { metric, side, cut, independent, onGap: options.strict ? undefined : gapTeller(output) };
      const { result: curves, engine } = await runJob({ held, dumps, metric }, options, output, async (tools) =>
        name === 'last'
          ? (await dynamics(run, { ...wanted, ...tools })).curves
          : selfSimilarity(run, { ...wanted, ...tools }),
      );
      const deciding = decidingOptions({ ...options, cut, selection: selectionFrom(options) });
      const rule = { name, totalSteps, similarity, checkpoints, metric, steps: run.steps, curves };
      return { rule, engine, options: { metric, side: side ?? null, ...deciding } };
    },
  };
}

/** Warns of every layer that never changes, once. */
function gapTeller(output: Output): (error: SvccaError) => void {
  const told = new Set<string>();
  return ({ message }) => {
    if (!told.has(message)) output.warning(`${message}: a gap, which counts as not similar`);
    told.add(message);
  };
}

/** Against a last checkpoint that is not the end, nothing is known of what layers end as. */
function unfinished(
  rule: RuleName,
  steps: readonly Step[],
  totalSteps: number | undefined,
): FreezePlanReport['warnings'] {
  const last = lastStep(steps);
  if (rule !== 'last' || last === undefined || totalSteps === undefined || last >= totalSteps) return [];
  const message = `the last checkpoint is step ${last} of ${totalSteps}: what layers end as is not known yet; --rule previous needs only what there is`;
  return [{ code: 'unfinished-run', message }];
}
