import { escapeMarkup } from './escape-markup.js';
import { DARK, LIGHT } from './palette.js';
import type { Readout, Role, Scene } from './scene.js';
import type { StepperData } from './stepper.js';
import { renderSvg } from './svg.js';

/** Of figures with more values a page leaves them to its slider. */
const MOST_VALUES = 30_000;

/** What a page is made of besides the figure; `sha256` gives base64. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  /** What a slider over steps needs besides. */
  readonly stepperStyle: string;
  readonly stepperScript: string;
  readonly sha256: (text: string) => string;
}

const READING =
  '<p>Values: under the pointer, or <kbd>Tab</kbd> to a picture and the arrow keys (<kbd>Shift</kbd>: by ten).</p>';

/**
 * A scene as a page of its own: dark where the reader's system is, values of cells under the pointer and by keys. It loads nothing, and
 * its policy lets nothing run but the scripts that it came with. With the data of a stepper, a slider over steps stands above the figure; where no
 * script runs, the figure stands alone.
 */
export function renderPage(
  scene: Scene,
  parts: PageParts,
  { stepper }: { stepper?: StepperData | undefined } = {},
): string {
  const { style, sha256 } = parts;
  const styles = `${roleRules()}${style}${stepper === undefined ? '' : parts.stepperStyle}`;
  const scripts = [parts.script, ...(stepper === undefined ? [] : [parts.stepperScript])];
  const readouts = stepper === undefined ? scene.readouts : toldBeside(scene.readouts);
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${sha256(styles)}'`,
    `script-src ${scripts.map((script) => `'sha256-${sha256(script)}'`).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(scene.title)}</title>`,
    `<style>${styles}</style>`,
    '<body>',
    '<main>',
    ...(stepper === undefined ? [] : [STEPPER]),
    renderSvg(scene, { classes: true }),
    ...(scene.readouts.length === 0 && stepper === undefined ? [] : [READING]),
    '</main>',
    '<div id="values" class="values" role="status" hidden></div>',
    `<script type="application/json" id="readouts">${scriptJson(readouts)}</script>`,
    ...(stepper === undefined ? [] : [`<script type="application/json" id="steps">${scriptJson(stepper)}</script>`]),
    ...scripts.map((script) => `<script>${script}</script>`),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** What stands above the figure, empty until the script fills it. */
const STEPPER = [
  '<section id="stepper" class="stepper" aria-label="Step by step" hidden>',
  '<div class="controls">',
  '<button id="play" type="button" aria-pressed="false">Play</button>',
  '<input id="step" type="range" min="0" step="1" aria-label="step">',
  '<output id="step-name" for="step"></output>',
  '</div>',
  '<fieldset id="views" hidden><legend>Weighted</legend></fieldset>',
  '<p id="stepper-note"></p>',
  '<svg id="pane" role="group" aria-label="every layer at this step beside the final layers"></svg>',
  '<svg id="curves" role="img" aria-label="every layer on its way to its own final representation"></svg>',
  '<p id="curve-name"></p>',
  '</section>',
].join('\n');

/** The readouts that are not too many beside a slider, which tells the values of every step. */
function toldBeside(readouts: readonly Readout[]): readonly Readout[] {
  const values = readouts.reduce((total, { rows, columns, fields }) => total + rows * columns * fields.length, 0);
  return values <= MOST_VALUES ? readouts : readouts.filter(({ rows }) => rows === 1);
}

/** JSON that no markup can end, whatever names are in it. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The colours of roles as variables, light or dark as the reader's system is (printed on light paper), and the classes of marks. */
function roleRules(): string {
  const roles = Object.keys(LIGHT) as Role[];
  const variables = (palette: typeof LIGHT) => roles.map((role) => `--${role}:${palette[role]}`).join(';');
  return [
    `:root{color-scheme:light dark;${variables(LIGHT)}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
    ...roles.map((role) => `.fill-${role}{fill:var(--${role})}.stroke-${role}{stroke:var(--${role})}`),
    '',
  ].join('\n');
}
