import { THREADS } from './programs.mjs';

/** The measurements as the tables that svcca's own renderers know. */
export function benchFacts({ machine, rounds, quick, register, kernels, compare, growth, frequencies, panes }) {
  return {
    headline: `svcca ${machine.svcca} (${machine.commit ?? 'no commit'}) on ${machine.processor}, ${machine.cores} cores`,
    remarks: [
      `Node ${machine.node}, ${gibibytes(machine.memory)} GiB; blas: ${machine.blas?.name ?? 'none found'}; ${numpyText(machine)}`,
      `${rounds} ${rounds === 1 ? 'round' : 'rounds'}; times are medians with the fastest in brackets, ratios likewise`,
    ],
    tables: [
      ...(register === undefined ? [] : [registerTable(register)]),
      ...(kernels === undefined ? [] : kernelTables(kernels)),
      ...(compare === undefined ? [] : pairTables(compare)),
      ...(growth === undefined ? [] : growthTables(growth)),
      ...(frequencies === undefined ? [] : frequencyTables(frequencies)),
      ...(panes === undefined ? [] : paneTables(panes)),
    ],
    warnings: warnings({ machine, quick, frequencies }),
  };
}

const gibibytes = (bytes) => (bytes / 2 ** 30).toFixed(0);

function numpyText({ numpy }) {
  if (numpy === null) return 'no numpy';
  const kernels = numpy.kernels === null ? '' : `, its kernels for ${numpy.kernels}`;
  return `numpy ${numpy.version} on ${numpy.blas}${kernels}, ${numpy.scipy === null ? 'no scipy' : `scipy ${numpy.scipy}`}`;
}

function warnings({ machine: { numpy, load, removed }, quick, frequencies = [] }) {
  return [
    ...(quick ? ['--quick only shows that everything runs: its numbers mean nothing'] : []),
    ...(numpy === null
      ? ['there is no python3 with numpy here (PYTHON names another): only our own side is measured']
      : []),
    ...(load > 0.5 ? [`the machine was not quiet: its load was ${load.toFixed(1)} at the start`] : []),
    ...frequencies.filter(isLeftOut).map((row) => `maps of ${mapText(row)} were left out: ${row.leftOut}`),
    ...(removed.length > 0 ? [`not passed on to what was measured: ${removed.join(', ')}`] : []),
  ];
}

function registerTable(rows) {
  const all = THREADS.at(-1);
  const what = {
    ...Object.fromEntries(THREADS.map((threads) => [`product ${threads}`, ({ product }) => product[threads]])),
    ...Object.fromEntries(THREADS.map((threads) => [`loop ${threads}`, ({ loop }) => loop[threads]])),
    'product 1 / loop 1': ({ share }) => share,
    [`product ${all} / 1`]: ({ speedUp }) => speedUp.product,
    [`loop ${all} / 1`]: ({ speedUp }) => speedUp.loop,
  };
  return wideTable(rows, {
    title: 'registers',
    note: `10⁹ operations a second of the engine's product of n × n matrices, and of a loop of its arithmetic on registers alone, on 1 core and on ${all}`,
    columns: [{ name: 'n' }],
    names: ({ n }) => [n],
    cells: ({ median, fastest }) => mapped(what, (of) => `${short(of(median))} (${short(of(fastest))})`),
    digits: 0,
  });
}

function kernelTables(rows) {
  const names = ({ kernel, n }) => [kernel, n];
  const columns = [{ name: 'kernel' }, { name: 'n' }];
  return [
    timesTable(rows, { title: 'kernels', note: 'milliseconds', columns, names, field: 'milliseconds' }),
    ratioTable(rows, { title: 'kernels, ratios', columns, names }),
  ];
}

const PAIR = {
  columns: [{ name: 'neurons' }, { name: 'datapoints' }],
  names: ({ neurons, datapoints }) => [`${neurons} + ${neurons}`, datapoints],
};

function pairTables(rows) {
  return [
    timesTable(rows, { title: 'compare', note: 'milliseconds of the whole process', field: 'milliseconds', ...PAIR }),
    ratioTable(rows, { title: 'compare, ratios', ...PAIR }),
    ...(Object.keys(rows[0].insideNumpy).length === 0
      ? []
      : [
          timesTable(rows, {
            title: 'numpy alone',
            note: 'without its start and imports',
            field: 'insideNumpy',
            ...PAIR,
          }),
        ]),
    memoryTable(rows, 'compare, memory'),
  ];
}

function growthTables(growth) {
  return Object.entries(growth).flatMap(([what, rows]) => [
    timesTable(rows, { title: `more ${what}`, note: 'milliseconds', field: 'milliseconds', ...PAIR }),
    memoryTable(rows, `more ${what}, memory`),
  ]);
}

const MAPS = {
  columns: [{ name: 'maps' }, { name: 'read as' }],
  names: (row) => [mapText(row), row.reading],
};

const isLeftOut = ({ leftOut }) => leftOut !== undefined;

function mapText({ datapoints, height, width, channels }) {
  return [datapoints, height, width, channels].join(' × ');
}

function frequencyTables(all) {
  const rows = all.filter((row) => !isLeftOut(row));
  if (rows.length === 0) return [];
  const staged = rows.filter(({ stages }) => stages !== undefined);
  return [
    timesTable(rows, { title: 'maps', note: 'milliseconds of the whole process', field: 'milliseconds', ...MAPS }),
    ratioTable(rows, { title: 'maps, ratios', ...MAPS }),
    memoryTable(rows, 'maps, memory', MAPS),
    wideTable(staged, {
      title: 'maps, stages',
      note: "milliseconds of a process' work, and of the fastest rival's",
      ...MAPS,
      cells: ({ stages, insideRival: { reading, factoring } }) =>
        mapped({ ...stages, 'rival until factoring': reading, 'rival factoring': factoring }, (one) =>
          one === undefined ? null : summaryText(one),
        ),
      digits: 0,
    }),
    wideTable(rows, {
      title: 'maps, values',
      note: 'svcca of the first, and how far the furthest is from it, relatively',
      ...MAPS,
      cells: ({ svcca, apart, rival }) => ({
        svcca: svcca.toFixed(12),
        apart: apart.toExponential(1),
        'fastest rival': rival,
      }),
      digits: 0,
    }),
  ];
}

const PANES = {
  columns: [{ name: 'panes' }, { name: 'layers' }],
  names: ({ checkpoints, layers, datapoints, neurons }) => [
    `${checkpoints} × ${layers} × ${layers}`,
    `${datapoints} × ${neurons}`,
  ],
};

function paneTables(rows) {
  const told = rows.filter(({ apart }) => apart !== null);
  return [
    timesTable(rows, { title: 'panes', note: panesNote(rows[0]), field: 'milliseconds', ...PANES }),
    ratioTable(rows, { title: 'panes, ratios', ...PANES }),
    memoryTable(rows, 'panes, memory', PANES),
    ...(told.length === 0
      ? []
      : [
          wideTable(told, {
            title: 'panes, values',
            note: 'how far the furthest value is from the same of another program, relatively',
            ...PANES,
            cells: ({ compared, apart }) => ({ 'pairs compared': compared, apart: apart.toExponential(1) }),
            digits: 0,
          }),
        ]),
  ];
}

/** What a rival's time stands for. */
function panesNote({ pairs, measured }) {
  const whole = 'milliseconds of the whole process';
  if (measured === null || measured === pairs) return whole;
  return `${whole}; numpy did ${measured} of ${pairs} pairs, and what these took is multiplied`;
}

function timesTable(rows, { field, names, columns, ...heading }) {
  return wideTable(rows, { ...heading, names, columns, digits: 0, cells: (row) => mapped(row[field], summaryText) });
}

/** Above 1 the one behind the stroke is faster. */
function ratioTable(rows, { names, columns, ...heading }) {
  const cells = ({ ratios }) => mapped(ratios, (one) => one && `${one.median.toFixed(2)} (${one.min.toFixed(2)})`);
  return wideTable(rows, { ...heading, note: 'times as fast', names, columns, digits: 2, cells });
}

function memoryTable(rows, title, labels = PAIR) {
  const cells = ({ megabytes }) => megabytes;
  return wideTable(rows, { title, note: 'the most at any time, MiB', ...labels, digits: 0, cells });
}

/** A table whose columns, after the first, are all that any row has something for. */
function wideTable(rows, { names, columns, cells, digits, ...heading }) {
  const filled = rows.map((row) => ({ row, cells: cells(row) }));
  const shown = [...new Set(filled.flatMap(({ cells: of }) => Object.keys(of).filter((name) => of[name] !== null)))];
  return {
    ...heading,
    columns: [...columns, ...shown.map((name) => ({ name, digits }))],
    rows: filled.map(({ row, cells: of }) => [...names(row), ...shown.map((name) => of[name] ?? null)]),
  };
}

function mapped(record, change) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

function summaryText({ median, min }) {
  return `${short(median)} (${short(min)})`;
}

/** Three digits, and all of those before the point. */
function short(value) {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
}
