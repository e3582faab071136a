const PAGE = 65536;
/** Below this address the kernels keep their constants. */
const FIRST_ADDRESS = 4096;
/** Addresses are multiples of this, so that no vector crosses a cache line. */
const ALIGNMENT = 64;

/** Memory of the kernels, given out from the bottom; the next `arena` of the same memory takes it all back. */
export interface Arena {
  reserve(bytes: number): number;
  /** Copies values in and returns their address. */
  put(values: Float64Array | Int32Array): number;
  /** Copies values to an address that was reserved for them. */
  copyTo(address: number, values: Float64Array | Int32Array): void;
  /** Copies values out. */
  take(address: number, into: Float64Array | Int32Array): void;
}

/** An empty arena with room for `bytes` in so many pieces; undefined where the memory cannot grow to that. */
export function arena(
  memory: WebAssembly.Memory,
  { bytes, pieces }: { bytes: number; pieces: number },
): Arena | undefined {
  if (!grownTo(memory, FIRST_ADDRESS + bytes + pieces * ALIGNMENT)) return undefined;
  let next = FIRST_ADDRESS;
  const reserve = (size: number) => {
    const address = next;
    next += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
    return address;
  };
  const view = (like: Float64Array | Int32Array, address: number) =>
    like.BYTES_PER_ELEMENT === 8
      ? new Float64Array(memory.buffer, address, like.length)
      : new Int32Array(memory.buffer, address, like.length);
  return {
    reserve,
    put(values) {
      const address = reserve(values.byteLength);
      view(values, address).set(values);
      return address;
    },
    copyTo(address, values) {
      view(values, address).set(values);
    },
    take(address, into) {
      into.set(view(into, address));
    },
  };
}

function grownTo(memory: WebAssembly.Memory, bytes: number): boolean {
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing <= 0) return true;
  try {
    memory.grow(missing);
    return true;
  } catch {
    return false;
  }
}
