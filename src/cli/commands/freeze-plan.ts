import { freezePlan } from '../../analysis/freeze-plan.js';
import { layerGroups } from '../../analysis/layer-groups.js';
import { fileIdentities } from '../../io/file-identities.js';
import { freezePlanReport } from '../../report/freeze-plan-report.js';
import { freezePlanArtefacts } from '../freeze-plan-artefacts.js';
import { layerCosts } from '../layer-costs.js';
import { formatFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { planSource } from '../plan-source.js';
import { prepareRunOutput, writeRunOutput } from '../run-output.js';
import { VERSION } from '../version.js';
import type { FreezePlanCommandOptions } from './freeze-plan-options.js';

/** `svcca freeze-plan RUN`: which layers can stop training when, and what does it save? */
export async function runFreezePlan(path: string | undefined, given: FreezePlanCommandOptions): Promise<void> {
  const options = withStandardOutput(given);
  const output = standardOutput(options);
  const format = formatFrom(options);
  const { layers, inputs, warnings, files, rule } = await planSource(path, options, output);
  const groups = layerGroups(layers, options.groups);
  const costs = options.costs === undefined ? undefined : await layerCosts(options.costs, { layers, groups });
  const texts = await fileIdentities([options.from, options.costs]);
  await prepareRunOutput(options, { artefacts: freezePlanArtefacts(unfinished), inputs: [...files, ...texts] });
  const measured = await rule();
  const followers = groups.flatMap(([, ...rest]) => rest);
  if (options.groups === 'auto' && followers.length > 0) {
    output.note(`frozen with the layer below, as names say: ${followers.join(', ')} (else: --groups none)`);
  }
  const plan = freezePlan({ layers, groups, costs, rule: measured.rule });
  const { totalSteps = null, from = null } = options;
  const report = freezePlanReport(plan, {
    version: VERSION,
    engine: measured.engine,
    options: {
      rule: plan.rule.name,
      groups:
        typeof options.groups === 'string' ? options.groups : options.groups.map((group) => group.join('+')).join(','),
      costs: options.costs ?? null,
      totalSteps,
      from,
      ...measured.options,
    },
    inputs,
    warnings,
  });
  await writeRunOutput(report, { options, format, output, artefacts: freezePlanArtefacts(() => report) });
}

function unfinished(): never {
  throw new Error('the report is not there yet');
}
