import { defaultEngine } from '../../engine/default-engine.js';
import { doctorFacts } from '../../report/doctor-facts.js';
import { renderJson } from '../../report/json.js';
import { renderTable } from '../../report/table.js';
import { examineMachine } from '../examine-machine.js';
import { openMachineBlas } from '../machine-blas.js';
import { standardOutput } from '../output.js';
import type { DoctorCommandOptions } from './doctor-options.js';

/** `svcca doctor`: what does this machine offer? */
export async function runDoctor(options: DoctorCommandOptions): Promise<void> {
  const output = standardOutput(options);
  const report = examineMachine(openMachineBlas(defaultEngine, { all: true }));
  await output.result(options.json ? renderJson(report) : renderTable(doctorFacts(report), output.style));
}
