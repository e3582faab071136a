import { SvccaError } from '../errors.js';
import type { DrawnReport } from './figure/report-scene.js';
import { sizeMismatch } from './report-sizes.js';
import { type Mismatch, mismatch, type Schema } from './structure.js';

const KNOWN = ['compare', 'dynamics', 'cross', 'classes', 'freeze-plan', 'compress-plan', 'project'] as const;
export type ReportKind = (typeof KNOWN)[number];
const VERSION_READ = '1';

/** Where a report comes from, what reads its schema, and the version that reads. */
export interface ReportSource {
  readonly name: string;
  readonly version: string;
  schemaOf(kind: ReportKind): Promise<Schema>;
}

/**
 * A report from its text, every part of which is what the schema of its kind says and fits the others.
 *
 * @throws SvccaError ('input') naming the place, what was found and what was expected.
 */
export async function readReport(text: string, { name, version, schemaOf }: ReportSource): Promise<DrawnReport> {
  const value = parsed(text, name);
  const kind = kindOf(value, { name, version });
  const wrong = mismatch(value, await schemaOf(kind)) ?? missingRecipe(value) ?? sizeMismatch(value as DrawnReport);
  if (wrong !== null) throw damaged(wrong, { name, kind, version, writer: (value as DrawnReport).version });
  return value as DrawnReport;
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SvccaError('input', `${name} is no JSON: ${(cause as { message?: string }).message}`, {
      hint: 'give a report that svcca wrote with --json or -o REPORT.json',
      cause,
    });
  }
}

function kindOf(value: unknown, { name, version }: { name: string; version: string }): ReportKind {
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  const [, kind, number] = /^svcca\.([a-z-]+)\/(\d+)$/.exec(typeof schema === 'string' ? schema : '') ?? [];
  if (kind === undefined) {
    throw new SvccaError('input', `${name} is no report of svcca: its schema is ${said(schema)}`, {
      hint: 'give a report that svcca wrote with --json or -o REPORT.json',
    });
  }
  const known = KNOWN.find((other) => other === kind);
  if (known !== undefined && number === VERSION_READ) return known;
  const drawn = KNOWN.map((other) => `svcca.${other}/${VERSION_READ}`).join(', ');
  throw new SvccaError('input', `${name} is a report of the kind ${schema}, which svcca ${version} does not draw`, {
    hint: `${known === undefined ? '' : 'update svcca, or '}give one of ${drawn}`,
  });
}

/** A comparison says of every metric how it came about. */
function missingRecipe(value: unknown): Mismatch | null {
  const { metrics, recipes } = value as { metrics?: object; recipes?: object };
  if (metrics === undefined || recipes === undefined) return null;
  const missing = Object.keys(metrics).find((metric) => !Object.hasOwn(recipes, metric));
  return missing === undefined
    ? null
    : { place: `recipes.${missing}`, found: 'nothing', expected: 'how the metric came about' };
}

function damaged(
  { place, found, expected }: Mismatch,
  { name, kind, version, writer }: { name: string; kind: ReportKind; version: string; writer: unknown },
): SvccaError {
  const other =
    typeof writer === 'string' && writer !== version ? `, or draw it with svcca ${writer}, which wrote it` : '';
  return new SvccaError('input', `${name}: ${place === '' ? 'the report' : place} is ${found}, not ${expected}`, {
    hint: `write the report again with svcca ${kind}${other}`,
  });
}

function said(schema: unknown): string {
  return schema === undefined ? 'not there' : JSON.stringify(schema).slice(0, 60);
}
