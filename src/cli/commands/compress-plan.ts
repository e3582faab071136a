import { compressChain } from '../../analysis/compress-chain.js';
import { compressionPlan } from '../../analysis/compress-plan.js';
import { requireCompressionMemory } from '../../analysis/compression-memory.js';
import { networkAccuracy } from '../../analysis/network-accuracy.js';
import { compressPlanReport } from '../../report/compress-plan-report.js';
import { askedRule } from '../asked-rule.js';
import { chainNotes } from '../chain-notes.js';
import { chooseEngine } from '../choose-engine.js';
import { compressPlanArtefacts, type MadePlan } from '../compress-plan-artefacts.js';
import { compressionSource } from '../compression-source.js';
import { roundingWarnings } from '../factor-arrays.js';
import { formatFrom, selectionFrom, shareFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { allFactorArrays, factoredLayers, factorsFiles } from '../plan-files.js';
import { prepareRunOutput, writeRunOutput } from '../run-output.js';
import { saveArrays } from '../targets.js';
import { VERSION } from '../version.js';
import { watchWork } from '../watch-work.js';
import type { CompressPlanCommandOptions } from './compress-plan-options.js';

/** `svcca compress-plan LAYER`: how far can this layer be factored, with which matrices, at what cost? */
export async function runCompressPlan(layer: string | undefined, asked: CompressPlanCommandOptions): Promise<void> {
  const options = withStandardOutput(asked);
  const output = standardOutput(options);
  const [format, cut, rule] = [formatFrom(options), shareFrom(options), askedRule(options)];
  const { at: k, draws, seed, method = 'oblique', saveDtype: dtype } = options;
  const source = await compressionSource(layer, { ...options, rule });
  try {
    const { layers, inputs, files, warnings, notes } = source;
    const names = layers.map(({ name }) => name);
    let made: MadePlan | undefined;
    const artefacts = compressPlanArtefacts({ names, method }, () => made as MadePlan);
    await prepareRunOutput(options, { artefacts, inputs: files });
    for (const line of notes) output.note(line);
    requireCompressionMemory(layers, options.memory);
    const engine = await chooseEngine(options, output);
    const watch = await watchWork({
      mode: options.progress,
      total: layers[0]?.layer.datapoints ?? 0,
      label: 'reading',
    });
    const asking = { cut, engine, k, draws, seed, ...watch.callbacks };
    const planned = await compressChain(layers, asking).finally(watch.stop);
    for (const line of chainNotes(planned)) output.note(line);
    const accuracy = await networkAccuracy(layers, planned, { engine });
    const plans = planned.map(({ plan }) => plan);
    const factored = factoredLayers(layers, planned);
    const arrays = allFactorArrays(names, factored, { ...options, engine });
    const report = compressPlanReport(compressionPlan(plans, accuracy), {
      version: VERSION,
      engine: engine.name,
      options: { ...options, cut, selection: selectionFrom(options) },
      inputs,
      factors: factorsFiles(names, options),
      warnings: [...warnings, ...planned.flatMap((each) => each.warnings), ...roundingWarnings(arrays)],
    });
    made = { report, factored, dtype, engine };
    await saveArrays(options.saveFactors, arrays, output);
    await writeRunOutput(report, { options, format, output, artefacts });
  } finally {
    await source.close();
  }
}
