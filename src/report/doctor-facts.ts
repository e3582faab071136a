import type { DoctorReport } from './doctor-report.js';
import type { Facts, FactTable } from './facts.js';

const GIB = 2 ** 30;

/** What a machine offers as people read it: the engines first, then what could make it faster, then the evidence. */
export function doctorFacts(report: DoctorReport): Facts {
  return {
    headline: `engine: ${report.engines.auto}, ${report.gflops.toFixed(1)} GF/s in a product of matrices`,
    remarks: [withBlas(report), ...hints(report)],
    tables: [machineTable(report), librariesTable(report)].filter(({ rows }) => rows.length > 0),
    warnings: [],
  };
}

function withBlas({ engines, libraries }: DoctorReport): string {
  const taken = libraries.find(({ usable }) => usable);
  if (engines.blas !== 'blas' || taken === undefined) {
    return `--engine blas: no library to use, the ${engines.blas} engine would run`;
  }
  return `--engine blas: ${taken.name}${taken.speed === null ? '' : `, ${taken.speed.toFixed(1)} times as fast in products`}`;
}

function hints({ kernels, koffi, engines }: DoctorReport): string[] {
  const lines: string[] = [];
  if (!kernels) lines.push('to be faster: a Node whose WebAssembly has SIMD, without --jitless, runs our kernels');
  if (!koffi) lines.push('to be faster: npm install koffi lets --engine blas call a BLAS library');
  else if (engines.blas !== 'blas') {
    lines.push(
      'to be faster: install OpenBLAS (apt-get install libopenblas0-pthread, or numpy from pip) for --engine blas,',
    );
    lines.push('  or name a library: SVCCA_BLAS=/path/to/libopenblas.so');
  } else lines.push('to be faster on large layers: --engine blas; its last digits may differ between machines');
  return lines;
}

function machineTable({ version, node, platform, cores, memory, kernels, koffi }: DoctorReport): FactTable {
  return {
    title: 'machine',
    columns: [{ name: 'what' }, { name: 'found' }],
    rows: [
      ['svcca', version],
      ['Node', node],
      ['platform', platform],
      ['cores', `${cores}`],
      ['memory', `${(memory.total / GIB).toFixed(1)} GiB, ${(memory.free / GIB).toFixed(1)} free`],
      ['kernels', kernels ? 'run (WebAssembly with SIMD)' : 'do not run: no WebAssembly with SIMD'],
      ['koffi', koffi ? 'installed' : 'not installed, or not for this platform'],
    ],
  };
}

function librariesTable({ libraries }: DoctorReport): FactTable {
  return {
    title: 'libraries',
    note: 'BLAS with LAPACK on this machine; speed: against our own engine, in products; the first usable one is taken',
    columns: [{ name: 'library' }, { name: 'speed', digits: 1 }, { name: 'verdict' }, { name: 'file' }],
    rows: libraries.map(({ name, path, usable, problem, speed }) => [
      name === path ? '?' : name,
      speed,
      usable ? 'right and fast' : (problem ?? 'not usable'),
      path,
    ]),
  };
}
