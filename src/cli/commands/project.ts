import { requireCompressionMemory } from '../../analysis/compression-memory.js';
import { directionsWarnings } from '../../analysis/directions-warnings.js';
import { project } from '../../analysis/project.js';
import { projectReport } from '../../report/project-report.js';
import { chooseEngine } from '../choose-engine.js';
import { openCompression } from '../open-compression.js';
import { formatFrom, selectionFrom, shareFrom, withStandardOutput } from '../options.js';
import { standardOutput } from '../output.js';
import { type MadeProjection, projectArtefacts } from '../project-artefacts.js';
import { askedProjection, projectedFile, projectedNpy, projectedShape } from '../projected-file.js';
import { prepareRunOutput, writeRunOutput } from '../run-output.js';
import { saveStream } from '../targets.js';
import { VERSION } from '../version.js';
import { watchWork } from '../watch-work.js';
import type { ProjectCommandOptions } from './project-options.js';

/** `svcca project LAYER`: the layer restricted to its top k directions, and how it compares with baselines. */
export async function runProject(operand: string, given: ProjectCommandOptions): Promise<void> {
  const options = withStandardOutput(given);
  const output = standardOutput(options);
  const [format, cut, asked] = [formatFrom(options), shareFrom(options), askedProjection(options)];
  const { distributed: wide, neurons, at: k, draws, seed, saveDtype: dtype } = options;
  const opened = await openCompression(operand, options, options);
  try {
    let made: MadeProjection | undefined;
    const artefacts = projectArtefacts({ projected: asked !== undefined }, () => made as MadeProjection);
    await prepareRunOutput(options, { artefacts, inputs: opened.files });
    for (const line of opened.notes) output.note(line);
    requireCompressionMemory([opened], options.memory);
    const engine = await chooseEngine(options, output);
    const watch = await watchWork({ mode: options.progress, total: opened.layer.datapoints, label: 'reading' });
    const distributed = wide && { k: wide, neurons };
    const asking = { ...opened, cut, engine, k, draws, seed, distributed, projected: asked, ...watch.callbacks };
    const { projection, directions } = await project(opened.layer, asking).finally(watch.stop);
    const report = projectReport(projection, {
      version: VERSION,
      engine: engine.name,
      options: { ...options, cut, selection: selectionFrom(options) },
      inputs: opened.inputs,
      file: projectedFile(asked, options),
      warnings: [...opened.warnings, ...directionsWarnings(directions)],
    });
    const projected = () =>
      projectedNpy(opened, directions, { ...(asked as NonNullable<typeof asked>), dtype, engine });
    made = { report, projected };
    await saveStream(options.save, { content: projected, what: projectedShape(opened) }, output);
    await writeRunOutput(report, { options, format, output, artefacts });
  } finally {
    await opened.close();
  }
}
