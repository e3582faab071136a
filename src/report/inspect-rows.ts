import type { TidyRows } from './csv.js';
import type { ArrayReport, DumpReport, InspectReport } from './inspect-report.js';

const COLUMNS = [
  'step',
  'layer',
  'path',
  'dtype',
  'shape',
  'order',
  'layout',
  'rank',
  'k99',
  'participationRatio',
  'deadNeurons',
  'duplicateNeurons',
  'nan',
  'infinite',
  'other',
  'problem',
];

/** Tidy rows: one for each place of a run, or array of a file; figures stand with the dumps that were looked into. */
export function inspectTidyRows({ kind, steps, layers, dumps, arrays }: InspectReport): TidyRows {
  if (kind === 'file') return { columns: COLUMNS, rows: arrays.map((array) => row(array, array.name, array)) };
  const rows = steps.flatMap((step, t) =>
    layers.map((layer, l) => {
      const [dump, array] = [dumps[t]?.[l] ?? null, arrays[l] as ArrayReport];
      const looked = array.step === step ? array : null;
      return row(dump === null ? null : dump, layer, looked, step);
    }),
  );
  return { columns: COLUMNS, rows };
}

type Stored = { readonly [field in keyof Omit<DumpReport, 'path'>]: DumpReport[field] | null } & { path: string };

function row(stored: Stored | null, layer: string, array: ArrayReport | null, step: number | string | null = null) {
  const {
    rank = null,
    k99 = null,
    participationRatio = null,
    deadNeurons = null,
    duplicateNeurons = null,
  } = array?.figures ?? {};
  const { nan = null, infinite = null, other = null } = array?.unusable ?? {};
  return [
    step,
    layer,
    stored?.path ?? null,
    stored?.dtype ?? null,
    stored?.shape?.join('x') ?? null,
    stored?.order ?? null,
    stored?.layout ?? null,
    ...[rank, k99, participationRatio, deadNeurons, duplicateNeurons, nan, infinite, other],
    array?.problem ?? null,
  ];
}
