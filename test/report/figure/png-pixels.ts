import { inflateSync } from 'node:zlib';

const { abs, floor } = Math;

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** The colour of a pixel, as #rrggbb. */
  at(x: number, y: number): string;
}

const CHANNELS = 4;

/** The pixels of a PNG of eight-bit RGBA that is not interlaced. */
export function pngPixels(bytes: Uint8Array): Pixels {
  const file = Buffer.from(bytes);
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  if (file.subarray(24, 29).join() !== '8,6,0,0,0') throw new Error('not a PNG of plain eight-bit RGBA');
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  const pixels = unfiltered(inflateSync(Buffer.concat(parts)), { stride: width * CHANNELS, height });
  return {
    width,
    height,
    at: (x, y) => {
      const place = (floor(y) * width + floor(x)) * CHANNELS;
      return `#${Buffer.from(pixels.subarray(place, place + 3)).toString('hex')}`;
    },
  };
}

/** What the filters of PNG (none, left, above, mean, Paeth) were applied to. */
function unfiltered(raw: Uint8Array, { stride, height }: { stride: number; height: number }): Uint8Array {
  const pixels = new Uint8Array(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const place = row * stride + i;
      const left = i >= CHANNELS ? pixels[place - CHANNELS] : 0;
      const above = row > 0 ? pixels[place - stride] : 0;
      const corner = i >= CHANNELS && row > 0 ? pixels[place - stride - CHANNELS] : 0;
      const guess = [0, left, above, floor((left + above) / 2), paeth(left, above, corner)][filter];
      pixels[place] = raw[row * (stride + 1) + 1 + i] + guess;
    }
  }
  return pixels;
}

function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove, toCorner] = [abs(above - corner), abs(left - corner), abs(left + above - 2 * corner)];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
