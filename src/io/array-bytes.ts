/** Bytes in order: `read` fills the target and returns less than its length only where the bytes end. */
export interface ByteReader {
  read(target: Uint8Array): Promise<number>;
  /** Nothing was left to read, and the checksum and the size, where there are any, were right. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Bytes in any order: `readAt` fills the whole target, whose size and place were checked before. */
export interface RandomBytes {
  readAt(target: Uint8Array, position: number): void;
  /** What was read is still what the source holds. */
  finish(): Promise<void>;
}

/** Where the values of one array are: in a file, inside an archive, or on a pipe. */
export interface ArrayBytes {
  readonly size: number;
  /** Whether `reader` may be called more than once. */
  readonly repeatable: boolean;
  reader(): ByteReader;
  randomAccess(): Promise<RandomBytes>;
}

/** The same bytes without the first `skip`, which are still part of the checksum. */
export function afterHeader(bytes: ArrayBytes, skip: number): ArrayBytes {
  return {
    size: bytes.size - skip,
    repeatable: bytes.repeatable,
    reader: () => skipping(bytes.reader(), skip),
    async randomAccess() {
      const whole = await bytes.randomAccess();
      return {
        readAt: (target, position) => whole.readAt(target, position + skip),
        finish: () => whole.finish(),
      };
    },
  };
}

function skipping(reader: ByteReader, skip: number): ByteReader {
  let skipped = false;
  return {
    async read(target) {
      if (!skipped) await reader.read(new Uint8Array(skip));
      skipped = true;
      return reader.read(target);
    },
    finish: () => reader.finish(),
    close: () => reader.close(),
  };
}
