import { SvccaError } from '../errors.js';
import { type ElementName, type ElementType, elementType } from './element-type.js';
import { withFlaw } from './file-flaw.js';

const NAMES: Record<string, ElementName> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
};

/** What a .npy of a type that holds no real numbers is, and the line of numpy that converts it. */
const REFUSED: Record<string, { what: string; hint: string }> = {
  c: {
    what: 'complex numbers',
    hint: "save real and imaginary parts as neurons: np.save('x.npy', np.concatenate([x.real, x.imag], axis=-1))",
  },
  O: {
    what: 'python objects, which are never unpickled',
    hint: "stack them into one array of numbers: np.save('x.npy', np.stack([np.asarray(v, 'f4') for v in x]))",
  },
  S: { what: 'byte strings', hint: "save numbers: np.save('x.npy', x.astype('f8'))" },
  a: { what: 'byte strings', hint: "save numbers: np.save('x.npy', x.astype('f8'))" },
  U: { what: 'text', hint: "save numbers: np.save('x.npy', x.astype('f8'))" },
  M: { what: 'dates', hint: "save numbers: np.save('x.npy', x.astype('i8'))" },
  m: { what: 'time spans', hint: "save numbers: np.save('x.npy', x.astype('i8'))" },
  f: { what: 'floating-point numbers of an unusual width', hint: "save doubles: np.save('x.npy', x.astype('f8'))" },
  V: { what: 'raw bytes without a type', hint: "give them a type: np.save('x.npy', x.view('f4'))" },
};

/** The element type that a .npy's descr means, where `asked` is the --dtype option. */
export function npyElementType(
  descr: string,
  { name, asked }: { name: string; asked?: 'bf16' | undefined },
): ElementType {
  const [, order = '', code = ''] = /^([<>=|]?)(.*)$/s.exec(descr) ?? [];
  if (code === 'V2' && order !== '>') return bfloat16(name, asked);
  const known = NAMES[code === '?' ? 'b1' : code];
  if (known === undefined) throw refused(name, { descr, code });
  if (asked !== undefined) {
    throw new SvccaError('usage', `${name} holds ${known}, so it cannot be read as bf16`, {
      hint: 'leave --dtype out: it is for bfloat16, which numpy saves as V2',
    });
  }
  return elementType(known, { littleEndian: order !== '>' });
}

/** The error for an array of records. */
export function refusedStructure(name: string): SvccaError {
  const message = `${name} holds records (a structured dtype), not an array of numbers`;
  const hint = "save its fields as columns: np.save('x.npy', np.stack([x[f] for f in x.dtype.names], axis=-1))";
  return withFlaw('no-numbers', new SvccaError('input', message, { hint }));
}

function bfloat16(name: string, asked: 'bf16' | undefined): ElementType {
  if (asked === 'bf16') return elementType('bfloat16');
  throw new SvccaError('input', `${name} holds values of two bytes without a type (V2)`, {
    hint: "if this is bfloat16, pass --dtype bf16; else np.save('x.npy', x.astype('f4'))",
  });
}

function refused(name: string, { descr, code }: { descr: string; code: string }): SvccaError {
  const known = /^[cOSaUMmfV]/.test(code) ? REFUSED[code[0] as string] : undefined;
  if (known !== undefined) {
    const error = new SvccaError('input', `${name} holds ${known.what} (${descr})`, { hint: known.hint });
    return /^[OSaUMm]/.test(code) ? withFlaw('no-numbers', error) : error;
  }
  return new SvccaError('input', `${name} has the dtype '${descr.slice(0, 40)}', which is not known`, {
    hint: "save a plain array of numbers: np.save('x.npy', x.astype('f4'))",
  });
}
