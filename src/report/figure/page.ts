import { escapeMarkup } from './escape-markup.js';
import { DARK, LIGHT } from './palette.js';
import type { Role, Scene } from './scene.js';
import { renderSvg } from './svg.js';

/** What a page is made of besides the figure; `sha256` gives base64. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  readonly sha256: (text: string) => string;
}

/**
 * A scene as a page of its own: dark where the reader's system is, values of cells under the pointer and by keys. It loads nothing, and
 * its policy lets nothing run but the one script that it came with.
 */
export function renderPage(scene: Scene, { style, script, sha256 }: PageParts): string {
  const styles = `${roleRules()}${style}`;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${sha256(styles)}'`,
    `script-src 'sha256-${sha256(script)}'`,
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
    renderSvg(scene, { classes: true }),
    '<p>Values: under the pointer, or <kbd>Tab</kbd> to a picture and the arrow keys (<kbd>Shift</kbd>: by ten).</p>',
    '</main>',
    '<div id="values" class="values" role="status" hidden></div>',
    `<script type="application/json" id="readouts">${scriptJson(scene.readouts)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
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
