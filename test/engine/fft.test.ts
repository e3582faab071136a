import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import type { SpectralBlock } from '../../src/engine/spectral-stream.js';
import { engines } from './engines.js';
import { randomMatrix } from './matrices.js';

/** What of fft.js is used here; it comes without types. */
type Fft = new (length: number) => { transform(out: number[], data: number[]): void; createComplexArray(): number[] };
const FFT: Fft = createRequire(import.meta.url)('fft.js');

/** The transform of a signal as fft.js has it. */
function theirs(signal: Float64Array): [number, number][] {
  const fft = new FFT(signal.length);
  const [data, out] = [fft.createComplexArray(), fft.createComplexArray()];
  signal.forEach((value, i) => {
    data[2 * i] = value;
    data[2 * i + 1] = 0;
  });
  fft.transform(out, data);
  return Array.from(signal, (_, k) => [out[2 * k], out[2 * k + 1]]);
}

const LENGTHS = [2, 4, 8, 16, 32, 64, 128, 256];

describe.each(engines)('the $name engine', (engine) => {
  test.each(LENGTHS)('transforms signals of length %i as fft.js does, along either axis', (length) => {
    const signal = randomMatrix(1, length, length).data;
    const expected = theirs(signal);
    const size = Math.hypot(...signal);
    // An impulse is 1 at every frequency, so that its products with the signal are the signal's transform.
    const values = Float64Array.from({ length: 2 * length }, (_, at) =>
      at % 2 === 0 ? signal[at / 2] : at === 1 ? 1 : 0,
    );
    for (const along of ['height', 'width'] as const) {
      const map = { height: 1, width: 1, channels: 2, [along]: length };
      const blocks = expected.map((_, k): SpectralBlock => {
        const complex = (2 * k) % length !== 0;
        const [u, v] = along === 'height' ? [k, 0] : [0, k];
        return { complex, centred: false, parts: [[{ u, v, kind: complex ? 'complex' : 'real' }]] };
      });
      const stream = engine.spectralStream({ maps: [map], blocks, rows: 2 });
      stream.add([values], [{ scale: Float64Array.of(1, 1), shift: new Float64Array(2) }]);
      expected.forEach(([re, im], k) => {
        const gram = stream.gram(k);
        // Row 1, column 0: the conjugate of the impulse's transform times the signal's.
        const found = [gram.re.data[1], gram.im?.data[1] ?? 0];
        expect(Math.hypot(found[0] - re, found[1] - im)).toBeLessThan(4e-15 * size);
      });
      stream.release();
    }
  });
});
