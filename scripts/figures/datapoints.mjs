// node scripts/figures/datapoints.mjs A.npy B.npy [N…]: prints, as CSV, what two layers of maps share when only their first N datapoints
// are read, frequency by frequency (dft) and flattened, with the floor of chance beside each. `conv-run.py` makes layers for it.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/svcca.js', import.meta.url));
const READINGS = ['dft', 'flatten'];
const COUNTS = ['300', '500', '700', '1000', '1500', '2000', '3000', '4000', '5912'];

function print(line) {
  process.stdout.write(`${line}\n`);
}

function compared(files, options) {
  const args = ['compare', ...files, '--layout', 'nhwc', '--metric', 'svcca', '--json', '--quiet', ...options];
  return JSON.parse(execFileSync(process.execPath, [BIN, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 }));
}

const [a, b, ...counts] = process.argv.slice(2);
print('datapoints,reading,kx,ky,svcca,floor');
for (const count of counts.length > 0 ? counts : COUNTS) {
  for (const reading of READINGS) {
    const { x, y, metrics, chance } = compared([a, b], ['--conv', reading, '--datapoints', count]);
    print([count, reading, x.k, y.k, metrics.svcca.toFixed(4), chance.floors.svcca.toFixed(4)].join());
  }
}
