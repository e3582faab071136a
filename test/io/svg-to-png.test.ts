import { inflateSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { svgToPng } from '../../src/io/svg-to-png.js';

const drawing = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" font-family="'DejaVu Sans'"><rect width="120" height="40" fill="#ffffff"/>${content}</svg>`;
const text = (words: string, more = '') =>
  drawing(`<text x="5" y="25" font-size="14" fill="#000000"${more}>${words}</text>`);

/** Width, height and how many pixels are darker than grey, of a PNG of 8-bit RGBA. */
function decoded(png: Uint8Array): { width: number; height: number; dark: number } {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  expect([...bytes.subarray(24, 29)]).toEqual([8, 6, 0, 0, 0]);
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const body = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at));
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(body);
  }
  const lines = unfiltered(inflateSync(Buffer.concat(data)), 4 * width);
  let dark = 0;
  for (let i = 0; i < lines.length; i += 4) if (lines[i] + lines[i + 1] + lines[i + 2] < 384) dark++;
  return { width, height, dark };
}

/** Lines of bytes from filtered ones (PNG, chapter 9), four bytes a pixel. */
function unfiltered(filtered: Buffer, length: number): Uint8Array {
  const rows = filtered.length / (length + 1);
  const out = new Uint8Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const filter = filtered[row * (length + 1)];
    for (let i = 0; i < length; i++) {
      const at = row * length + i;
      const left = i < 4 ? 0 : out[at - 4];
      const above = row === 0 ? 0 : out[at - length];
      const corner = i < 4 || row === 0 ? 0 : out[at - length - 4];
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      out[at] = filtered[row * (length + 1) + 1 + i] + predicted;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [a, b, c] = [left, above, corner].map((value) => Math.abs(estimate - value));
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

test('a PNG is twice the size of the drawing, with every pixel of it', async () => {
  expect(decoded(await svgToPng(drawing('<rect x="10" y="10" width="7" height="3" fill="#000000"/>')))).toEqual({
    width: 240,
    height: 80,
    dark: 14 * 6,
  });
});

test('text is drawn with the bundled fonts, bold text heavier, and unknown characters leave a mark', async () => {
  const dark = async (svg: string) => decoded(await svgToPng(svg)).dark;
  expect(await dark(text(''))).toBe(0);
  expect(await dark(text('ρ 0.5'))).toBeGreaterThan(100);
  expect(await dark(text('ρ 0.5', ' font-weight="bold"'))).toBeGreaterThan(1.2 * (await dark(text('ρ 0.5'))));
  expect(await dark(text('層'))).toBeGreaterThan(10);
});

test('the same drawing gives the same bytes', async () => {
  expect(Buffer.from(await svgToPng(text('a'))).equals(Buffer.from(await svgToPng(text('a'))))).toBe(true);
});
