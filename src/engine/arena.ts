const PAGE = 65536;
/** Below this address the kernels keep their constants. */
const FIRST_ADDRESS = 4096;
/** Addresses are multiples of this, so that no vector crosses a cache line. */
const ALIGNMENT = 64;

/** Pieces of the kernels' memory, one after the other. */
export interface Arena {
  reserve(bytes: number): number;
  /** Copies values in and returns their address. */
  put(values: Float64Array | Int32Array): number;
  /** Copies values to an address that was reserved for them. */
  copyTo(address: number, values: Float64Array | Int32Array): void;
  /** Copies values out. */
  take(address: number, into: Float64Array | Int32Array): void;
}

/** Ends of the parts that are held, by memory. */
const held = new WeakMap<WebAssembly.Memory, Set<number>>();

/**
 * An empty arena with room for `bytes` in so many pieces, above everything that is held; the next `arena` of the same
 * memory takes it all back. Undefined where the memory cannot grow to that.
 */
export function arena(
  memory: WebAssembly.Memory,
  { bytes, pieces }: { bytes: number; pieces: number },
): Arena | undefined {
  let next = firstFree(memory);
  if (!grownTo(memory, next + bytes + pieces * ALIGNMENT)) return undefined;
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

/** Keeps everything below `end` until the function returned is called. */
export function holdBelow(memory: WebAssembly.Memory, end: number): () => void {
  const ends = held.get(memory) ?? new Set();
  held.set(memory, ends.add(end));
  return () => void ends.delete(end);
}

function firstFree(memory: WebAssembly.Memory): number {
  return Math.ceil(Math.max(FIRST_ADDRESS, ...(held.get(memory) ?? [])) / ALIGNMENT) * ALIGNMENT;
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
