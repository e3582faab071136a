/**
 * The routines of BLAS and LAPACK that are used, by the kinds of their arguments: c a letter, i a whole number, d a
 * double, p memory, o the status that a routine reports.
 */
const SIGNATURES = {
  dgemm: 'cciiidpipidpi',
  dsyrk: 'cciidpidpi',
  dtrsm: 'cccciidpipi',
  dpotrf: 'cipio',
  dsytrd: 'cipippppio',
  dsterf: 'ippo',
  dstedc: 'cipppipipio',
  dormtr: 'ccciipippipio',
  dgesdd: 'ciipippipipipo',
} as const;

type RoutineName = keyof typeof SIGNATURES;
type Memory = Float64Array | Int32Array;
type Argument = string | number | Memory;

/** Calls a routine with everything but its status, which it returns: 0 where all went well or none is reported. */
type Routine = (...values: Argument[]) => number;

export type BlasRoutines = { readonly [name in RoutineName]: Routine };

/** A function in a library, called with the types that it was asked for by. */
export type NativeFunction = (...values: unknown[]) => unknown;

/** Finds a function by its name in the library. */
export type Lookup = (
  name: string,
  types: { result: 'void' | 'str'; parameters: readonly string[] },
) => NativeFunction | undefined;

/** How a library decorates the names of its routines: Fortran's way, ILP64, numpy's and scipy's OpenBLAS, Accelerate. */
const DECORATIONS: readonly { before: string; after: string }[] = [
  { before: 'scipy_', after: '_64_' },
  { before: 'scipy_', after: '_' },
  { before: '', after: '$NEWLAPACK' },
  { before: '', after: '_' },
  { before: '', after: '_64_' },
];

/** Every routine, found under one decoration, or the name of one that is missing under the most promising decoration. */
export function bindRoutines(lookup: Lookup): BlasRoutines | { missing: string } {
  const names = Object.keys(SIGNATURES) as RoutineName[];
  const plain = { before: '', after: '_' };
  const decoration = DECORATIONS.find((one) => found(lookup, 'dgemm', one) !== undefined) ?? plain;
  const routines: { [name: string]: Routine } = {};
  for (const name of names) {
    const call = found(lookup, name, decoration);
    if (call === undefined) return { missing: `${decoration.before}${name}${decoration.after}` };
    routines[name] = routine(call, SIGNATURES[name]);
  }
  return routines as BlasRoutines;
}

function found(lookup: Lookup, name: RoutineName, { before, after }: (typeof DECORATIONS)[number]) {
  const kinds = [...SIGNATURES[name]];
  // Fortran passes the lengths of texts by value after all else. C routines do not look at them, and the caller takes them away.
  const lengths = kinds.filter((kind) => kind === 'c').map(() => 'size_t');
  return lookup(`${before}${name}${after}`, {
    result: 'void',
    parameters: [...kinds.map(() => 'void *'), ...lengths],
  });
}

function routine(call: NativeFunction, signature: string): Routine {
  const lengths = [...signature].filter((kind) => kind === 'c').map(() => 1);
  const reports = signature.endsWith('o');
  return (...values) => {
    const passed: unknown[] = values.map((value, i) => passable(value, signature[i]));
    const status = wholeNumber(0);
    if (reports) passed.push(status);
    call(...passed, ...lengths);
    return status[0];
  };
}

function passable(value: Argument, kind: string): unknown {
  if (typeof value === 'string') return Uint8Array.of(value.charCodeAt(0));
  if (typeof value !== 'number') return value;
  return kind === 'd' ? Float64Array.of(value) : wholeNumber(value);
}

/**
 * Eight bytes that say the same to a routine which reads 32 bits of them and to one which reads 64, so that it need
 * not be known which a library does: its names do not tell (Debian's libopenblas64 has the names of libopenblas).
 */
function wholeNumber(value: number): Int32Array {
  return Int32Array.of(value, value < 0 ? -1 : 0);
}

/** Room for whole numbers of either size. */
export function wholeNumbers(count: number): Int32Array {
  return new Int32Array(2 * count);
}
