import { SvccaError } from '../errors.js';

/** What the header of a .npy says, as text and numbers; `descr` is undefined for a structured type. */
export interface NpyLiteral {
  readonly descr: string | undefined;
  readonly fortran: boolean;
  readonly shape: readonly number[];
}

const SPACE = /[ \t\n\f\r]*/y;
const STRING = /'([^'\\\n]*)'|"([^"\\\n]*)"/y;
const BOOLEAN = /True\b|False\b/y;
const INTEGER = /(-?(?:0|[1-9][0-9]*))[lL]?(?![\w.])/y;

/**
 * Parses the python dictionary of a .npy header: 'descr', 'fortran_order' and 'shape', each exactly once in any order,
 * in the spellings of numpy on python 2 and 3 and of other writers.
 */
export function parseNpyLiteral(text: string, name: string): NpyLiteral {
  const scan = scanner(text, name);
  const found = new Map<string, unknown>();
  scan.expect('{');
  while (!scan.sees('}')) {
    const key = scan.string('a key');
    if (found.has(key)) throw malformed(name, `it has the key '${key}' twice`);
    scan.expect(':');
    if (key === 'descr') found.set(key, scan.descr());
    else if (key === 'fortran_order') found.set(key, scan.boolean());
    else if (key === 'shape') found.set(key, shape(scan, name));
    else throw malformed(name, `it has the key '${key}', which .npy does not know`);
    if (key === 'descr' && found.get(key) === undefined) return { descr: undefined, fortran: false, shape: [] };
    if (!scan.sees(',')) {
      scan.expect('}');
      break;
    }
  }
  scan.end();
  for (const key of ['descr', 'fortran_order', 'shape']) {
    if (!found.has(key)) throw malformed(name, `it has no key '${key}'`);
  }
  return {
    descr: found.get('descr') as string,
    fortran: found.get('fortran_order') as boolean,
    shape: found.get('shape') as number[],
  };
}

/** The error for a header that no correct writer makes. */
export function malformed(name: string, what: string): SvccaError {
  return new SvccaError('input', `${name} has a malformed .npy header: ${what}`, {
    hint: 'write the file again with np.save',
  });
}

function shape(scan: Scanner, name: string): number[] {
  const lengths: number[] = [];
  let commas = 0;
  scan.expect('(');
  while (!scan.sees(')')) {
    lengths.push(scan.length());
    if (scan.sees(',')) commas++;
    else {
      scan.expect(')');
      break;
    }
  }
  if (lengths.length === 1 && commas === 0) throw malformed(name, `its shape is (${lengths[0]}), a number, no tuple`);
  return lengths;
}

type Scanner = ReturnType<typeof scanner>;

function scanner(text: string, name: string) {
  let at = 0;
  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  }
  function wanted(what: string): SvccaError {
    const rest = text.slice(at, at + 20).trimEnd();
    return malformed(name, `at character ${at}, ${what} is expected but ${JSON.stringify(rest)} found`);
  }
  function sees(symbol: string): boolean {
    take(SPACE);
    if (text[at] !== symbol) return false;
    at++;
    return true;
  }
  function string(what: string): string {
    take(SPACE);
    const match = take(STRING);
    if (match === null) throw wanted(`${what} in quotes`);
    return match[1] ?? (match[2] as string);
  }
  return {
    sees,
    string,
    expect(symbol: string): void {
      if (!sees(symbol)) throw wanted(symbol);
    },
    descr(): string | undefined {
      return sees('[') || sees('(') ? undefined : string('a dtype');
    },
    boolean(): boolean {
      take(SPACE);
      const match = take(BOOLEAN);
      if (match === null) throw wanted('True or False');
      return match[0] === 'True';
    },
    length(): number {
      take(SPACE);
      const match = take(INTEGER);
      if (match === null) throw wanted('a length');
      const length = Number(match[1]);
      if (length < 0 || Object.is(length, -0)) throw malformed(name, `its shape has the negative length ${match[1]}`);
      if (!Number.isSafeInteger(length)) throw malformed(name, `its shape has the length ${match[1]}, beyond 2^53`);
      return length;
    },
    end(): void {
      take(SPACE);
      if (at < text.length) throw wanted('the end of the header');
    },
  };
}
