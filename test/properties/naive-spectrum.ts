import type { Maps } from './maps.js';

/** Complex numbers of datapoints × channels. */
export interface ComplexRows {
  readonly re: number[][];
  readonly im: number[][];
}

/** The transform of all channels at one frequency, by its definition. */
export function naiveSpectrum({ rows, height, width, channels }: Maps, u: number, v: number): ComplexRows {
  const part = (root: (turns: number) => number) =>
    rows.map((row) =>
      Array.from({ length: channels }, (_, c) => {
        let sum = 0;
        for (let r = 0; r < height; r++) {
          for (let s = 0; s < width; s++) {
            // Whole turns are taken off while they are whole numbers.
            const turns = (((u * r) % height) * width + ((v * s) % width) * height) / (height * width);
            sum += row[(r * width + s) * channels + c] * root(2 * Math.PI * turns);
          }
        }
        return sum;
      }),
    );
  return { re: part(Math.cos), im: part((angle) => -Math.sin(angle)) };
}

/** The same without its mean over the datapoints. */
export function centredRows({ re, im }: ComplexRows): ComplexRows {
  const centre = (part: number[][]) => {
    const means = part[0].map((_, c) => part.reduce((sum, row) => sum + row[c], 0) / part.length);
    return part.map((row) => row.map((value, c) => value - means[c]));
  };
  return { re: centre(re), im: centre(im) };
}
