import { dictionary, npyFile } from './npy-file.js';

type Store = (view: DataView, at: number, value: number, little: boolean) => void;

/** How small whole numbers are stored, written by DataView and so independently of the reader. */
const STORE: { readonly [type: string]: Store } = {
  f2: (view, at, value, little) => view.setUint16(at, half(value), little),
  f4: (view, at, value, little) => view.setFloat32(at, value, little),
  f8: (view, at, value, little) => view.setFloat64(at, value, little),
  i1: (view, at, value) => view.setInt8(at, value),
  i2: (view, at, value, little) => view.setInt16(at, value, little),
  i4: (view, at, value, little) => view.setInt32(at, value, little),
  i8: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
  u1: (view, at, value) => view.setUint8(at, value),
  u2: (view, at, value, little) => view.setUint16(at, value, little),
  u4: (view, at, value, little) => view.setUint32(at, value, little),
  u8: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
  b1: (view, at, value) => view.setUint8(at, value & 1),
  V2: (view, at, value, little) => view.setUint16(at, brain(value), little),
};
export const TYPES = Object.keys(STORE);

/** A .npy of this shape whose value at index [i, j, …] is `value([i, j, …])`, in either order of storage. */
export function storedArray({
  shape,
  value,
  type = 'f4',
  order = '<',
  fortran = false,
}: {
  shape: readonly number[];
  value: (index: readonly number[]) => number;
  type?: string;
  order?: string;
  fortran?: boolean;
}): Buffer {
  const size = Number(type[1]);
  const count = shape.reduce((product, length) => product * length, 1);
  const view = new DataView(new ArrayBuffer(count * size));
  for (let at = 0; at < count; at++)
    STORE[type](view, at * size, value(indexOf(at, { shape, fortran })), order === '<');
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const header = dictionary({ descr: `'${order}${type}'`, fortran: fortran ? 'True' : 'False', shape: tuple });
  return npyFile({ header, data: new Uint8Array(view.buffer) });
}

/** The numpy index of the value that is stored at this place. */
function indexOf(at: number, { shape, fortran }: { shape: readonly number[]; fortran: boolean }): number[] {
  const index: number[] = shape.map(() => 0);
  const axes = shape.map((_, axis) => axis);
  let left = at;
  for (const axis of fortran ? axes : axes.reverse()) {
    index[axis] = left % shape[axis];
    left = Math.floor(left / shape[axis]);
  }
  return index;
}

function half(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = (Math.abs(value) / 2 ** exponent - 1) * 1024;
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

function brain(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return view.getUint16(0);
}
