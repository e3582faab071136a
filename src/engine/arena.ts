const PAGE = 65536;
/** Below this address the kernels keep their constants. */
const FIRST_ADDRESS = 4096;
/** Addresses are multiples of this, so that no vector crosses a cache line. */
const ALIGNMENT = 64;

/** All that 32-bit addresses reach, less what alignment may take. */
export const LARGEST_ARENA = 2 ** 32 - 16 * PAGE;

/** Memory of the kernels, given out from the bottom; the next `arena` of the same memory takes it all back. */
export interface Arena {
  reserve(bytes: number): number;
  /** Copies values in and returns their address. */
  put(values: Float64Array | Int32Array): number;
  /** Copies values out. */
  take<T extends Float64Array | Int32Array>(address: number, into: T): T;
}

/** An empty arena over a memory that has room for `bytes` and a little for each of the pieces. */
export function arena(memory: WebAssembly.Memory, { bytes, pieces }: { bytes: number; pieces: number }): Arena {
  const needed = FIRST_ADDRESS + bytes + pieces * ALIGNMENT;
  const missing = Math.ceil(needed / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
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
    take(address, into) {
      into.set(view(into, address));
      return into;
    },
  };
}
