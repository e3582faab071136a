import { SVCCA, script, THREADS } from './programs.mjs';

const ALL = THREADS.at(-1);
const DFT = 'recipe-dft.py';

/** With threads of its own ("pool") a recipe gives BLAS one. */
const RIVALS = {
  flatten: THREADS.map((threads) => ({ name: `numpy ${threads}`, recipe: 'recipe.py', threads })),
  dft: [
    ...THREADS.map((threads) => ({ name: `numpy ${threads}`, recipe: DFT, threads })),
    { name: `numpy pool ${ALL}`, recipe: DFT, threads: 1, options: ['--threads', ALL] },
    { name: 'scipy 1', recipe: DFT, threads: 1, options: ['--fft', 'scipy'], scipy: true },
    { name: `scipy pool ${ALL}`, recipe: DFT, threads: 1, options: ['--fft', 'scipy', '--threads', ALL], scipy: true },
  ],
};

/** What compares layers of maps by one reading, `dft` or `flatten`: ours and, where there is a numpy, its rivals. */
export function mapPrograms(layers, { reading, machine: { blas, numpy } }) {
  const compare = [process.execPath, SVCCA, 'compare', ...layers, '--layout', 'nhwc', '--conv', reading];
  const ours = (name, engine, ...options) => ({
    name,
    command: [...compare, '--json', '-q', '--progress', 'never', '--engine', engine, ...options],
    engine,
    rival: false,
    svcca: ({ metrics }) => metrics.svcca,
  });
  const rivals = RIVALS[reading].filter(({ scipy = false }) => numpy !== null && !(scipy && numpy.scipy === null));
  return [
    ours('ours', 'wasm', '--metric', 'svcca'),
    ...(reading === 'dft' ? [ours('ours all', 'wasm')] : []),
    ...(blas === null ? [] : [ours('blas', 'blas', '--metric', 'svcca')]),
    ...rivals.map(({ name, recipe, threads, options = [] }) => ({
      name,
      command: [numpy.executable, script(recipe), ...layers, ...options.map(String)],
      threads,
      rival: true,
      svcca: ({ svcca }) => svcca,
    })),
  ];
}
