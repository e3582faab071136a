import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { SvccaError } from '../errors.js';

type Resvg = typeof import('@resvg/resvg-js');

/** Pixels of the picture for one of the drawing: sharp in print and on screens of high density. */
const ZOOM = 2;
const FAMILY = 'DejaVu Sans';
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
  fileURLToPath(new URL(`../../../src/report/fonts/${name}`, import.meta.url)),
);

/**
 * A drawing as PNG, twice its size. Only the bundled fonts are used, so the same drawing gives the same bytes on every machine.
 *
 * @throws SvccaError ('usage') where the converter cannot be loaded.
 */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await loadConverter();
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY },
  });
  return drawing.render().asPng();
}

/** resvg, once the fonts are there too: without them it draws no text and says nothing. */
export async function loadConverter(): Promise<Resvg> {
  try {
    for (const font of FONTS) await access(font);
    return createRequire(import.meta.url)('@resvg/resvg-js');
  } catch (cause) {
    const why = String((cause as { message?: unknown })?.message ?? cause).split('\n')[0];
    throw new SvccaError('usage', `a .png needs the package @resvg/resvg-js, which cannot be loaded here (${why})`, {
      hint: 'install it with npm install @resvg/resvg-js --include=optional, or write a .svg',
      cause,
    });
  }
}
