import { SvccaError } from '../errors.js';
import { pageParts } from '../io/page-parts.js';
import { svgToPng } from '../io/svg-to-png.js';
import { renderPage } from '../report/figure/page.js';
import type { Scene } from '../report/figure/scene.js';
import type { StepperData } from '../report/figure/stepper.js';
import { renderSvg } from '../report/figure/svg.js';

const FORMATS = ['svg', 'png', 'html'] as const;
type FigureFormat = (typeof FORMATS)[number];

/** The kind of figure that a file's extension asks for. */
export function figureFormat(path: string): FigureFormat {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  const format = FORMATS.find((name) => name === extension);
  if (format !== undefined) return format;
  const what =
    path === '-'
      ? 'a figure is written to a file, never to standard output'
      : `${path} does not say by its extension what figure to draw`;
  throw new SvccaError('usage', what, {
    hint: 'name a file that ends in .svg, .png or .html',
  });
}

/** A figure as the content of its file, of the kind that the extension says; a page may have a slider over steps. */
export async function figureContent(
  path: string,
  scene: Scene,
  { stepper }: { stepper?: StepperData | undefined } = {},
): Promise<string | Uint8Array> {
  switch (figureFormat(path)) {
    case 'svg':
      return renderSvg(scene);
    case 'png':
      return svgToPng(renderSvg(scene));
    case 'html':
      return renderPage(scene, await pageParts(), { stepper });
  }
}
