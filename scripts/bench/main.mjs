// npm run bench: what svcca costs, beside numpy and ml-matrix, in one session.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderMarkdown } from '../../dist/src/report/markdown.js';
import { renderTable } from '../../dist/src/report/table.js';
import { benchCompare } from './compare.mjs';
import { benchFacts } from './facts.mjs';
import { benchFrequencies } from './frequencies.mjs';
import { benchGrowth } from './growth.mjs';
import { benchKernels } from './kernels.mjs';
import { examineMachine } from './machine.mjs';
import { readOptions } from './options.mjs';
import { benchPanes } from './panes.mjs';
import { plan } from './plan.mjs';
import { benchRegister } from './register.mjs';

const BENCHES = {
  register: benchRegister,
  kernels: benchKernels,
  compare: benchCompare,
  growth: benchGrowth,
  frequencies: benchFrequencies,
  panes: benchPanes,
};

const options = readOptions(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'svcca-bench-'));
const removeFolder = () => rmSync(folder, { recursive: true, force: true });
process.on('exit', removeFolder);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const { json, markdown, parts, quick, rounds, data, all } = options;
const results = begun();
try {
  await measure(results);
} finally {
  write(results);
}

function begun() {
  const started = new Date().toISOString();
  return { schema: 'svcca.bench/1', started, seconds: 0, machine: examineMachine(), quick, rounds };
}

/** Adds part after part to the results. */
async function measure(results) {
  const layerFolder = data === undefined ? folder : resolve(data);
  mkdirSync(layerFolder, { recursive: true });
  const context = { rounds, machine: results.machine, folder, layerFolder, keep: data !== undefined, all };
  for (const part of parts) {
    const say = (what) => process.stderr.write(`${part}: ${what}\n`);
    results[part] = await BENCHES[part](plan({ quick }), { ...context, say });
    results.seconds = (Date.now() - Date.parse(results.started)) / 1000;
  }
}

/** What there is of them, also after a failure. */
function write(results) {
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 1)}\n`);
  if (markdown !== undefined) writeFileSync(markdown, renderMarkdown(benchFacts(results)));
  process.stdout.write(renderTable(benchFacts(results)));
}
