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
  /** Makes so many bytes zeros, where they were not set since they were reserved: what nobody has used yet is zero already, and not touched. */
  clear(address: number, bytes: number): void;
  /** Copies values out. */
  take(address: number, into: Float64Array | Int32Array): void;
  /** Keeps it all until the function returned is called. */
  hold(): () => void;
}

interface Part {
  readonly first: number;
  readonly end: number;
}

/** The parts that are held, by memory. */
const held = new WeakMap<WebAssembly.Memory, Set<Part>>();
/** The end of what was ever part of an arena, by memory. */
const used = new WeakMap<WebAssembly.Memory, number>();

/**
 * An empty arena with room for `bytes` in so many pieces, at the first place between the parts that are held; the next `arena`
 * of the same memory takes it all back. Undefined where the memory cannot grow to that.
 */
export function arena(
  memory: WebAssembly.Memory,
  { bytes, pieces }: { bytes: number; pieces: number },
): Arena | undefined {
  const size = Math.ceil(bytes / ALIGNMENT + pieces) * ALIGNMENT;
  const first = firstFit(memory, size);
  if (!grownTo(memory, first + size)) return undefined;
  const zeros = Math.max(FIRST_ADDRESS, used.get(memory) ?? 0);
  used.set(memory, Math.max(zeros, first + size));
  let next = first;
  const reserve = (count: number) => {
    const address = next;
    next += Math.ceil(count / ALIGNMENT) * ALIGNMENT;
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
    clear(address, bytes) {
      const end = Math.min(address + bytes, zeros);
      if (end > address) new Uint8Array(memory.buffer, address, end - address).fill(0);
    },
    take(address, into) {
      into.set(view(into, address));
    },
    hold() {
      const part = { first, end: first + size };
      const parts = held.get(memory) ?? new Set();
      held.set(memory, parts.add(part));
      return () => void parts.delete(part);
    },
  };
}

/** The lowest address with so many bytes free above it. */
function firstFit(memory: WebAssembly.Memory, size: number): number {
  let address = FIRST_ADDRESS;
  for (const { first, end } of [...(held.get(memory) ?? [])].sort((a, b) => a.first - b.first)) {
    if (address + size <= first) break;
    address = Math.max(address, end);
  }
  return address;
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
