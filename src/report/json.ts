type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** JSON for people and diffs: indented, with lists of numbers or words on one line. */
export function renderJson(value: unknown): string {
  return `${pretty(value as Json, '')}\n`;
}

/** JSON on one line, for streams. */
export function renderJsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function pretty(value: Json, indent: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => item === null || typeof item !== 'object')) {
      return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    }
    return wrapped(
      '[]',
      indent,
      value.map((item) => inner + pretty(item, inner)),
    );
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined) as [string, Json][];
  return wrapped(
    '{}',
    indent,
    entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${pretty(item, inner)}`),
  );
}

function wrapped(brackets: string, indent: string, lines: readonly string[]): string {
  return lines.length === 0 ? brackets : `${brackets[0]}\n${lines.join(',\n')}\n${indent}${brackets[1]}`;
}
