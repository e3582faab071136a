import { textWidth } from '../../../src/report/figure/text-width.js';

/** An element of an XML document. */
export interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: Element[];
  text: string;
}

const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The document's element; throws where it is not well-formed. */
export function parseXml(source: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const found = token.exec(source);
    if (found === null) throw new Error(`not well-formed at ${at}: ${source.slice(at, at + 60)}`);
    const [, closing, name, attributes, empty, text] = found;
    const current = open[open.length - 1];
    if (text !== undefined) current.text += unescaped(text);
    else if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
    } else {
      const element: Element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      current.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not one document element');
  return root.children[0];
}

function attributesOf(text: string): { [name: string]: string } {
  const pairs = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value)]);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`an attribute twice: ${text}`);
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  return text.replace(/&([^;]*);?/g, (_, name: string) => {
    if (ENTITIES[name] === undefined) throw new Error(`&${name} is no entity`);
    return ENTITIES[name];
  });
}

/** The element and everything inside it. */
export function everything(element: Element): Element[] {
  return [element, ...element.children.flatMap(everything)];
}

export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where each text of a drawing stands, its widths by estimate. */
export function textBoxes(drawing: Element): TextBox[] {
  return everything(drawing)
    .filter(({ name }) => name === 'text')
    .map(({ attributes, text }) => {
      const size = Number(attributes['font-size']);
      const width = textWidth(text, { size, bold: attributes['font-weight'] === 'bold' });
      const before = { start: 0, middle: width / 2, end: width }[attributes['text-anchor'] ?? 'start'] ?? Number.NaN;
      const turn = /translate\((\S+) (\S+)\) rotate\(-90\)/.exec(attributes['transform'] ?? '');
      const [x, y] = turn === null ? [attributes['x'], attributes['y']].map(Number) : [turn[1], turn[2]].map(Number);
      const [above, under] = [0.75 * size, 0.2 * size];
      return turn === null
        ? { text, left: x - before, right: x - before + width, top: y - above, bottom: y + under }
        : { text, left: x - above, right: x + under, top: y + before - width, bottom: y + before };
    });
}

/** The tables of cells in a drawing, as they look when all is painted: colours row by row, what stays unpainted empty. */
export function cellTables(drawing: Element): string[][][] {
  return everything(drawing)
    .filter(({ attributes }) => attributes['transform']?.includes('scale('))
    .map(({ children }) => {
      const table: string[][] = [];
      for (const { attributes } of children) {
        for (const box of attributes['d'].split('M').slice(1)) {
          const [column, row, width, height] = (box.match(/\d+/g) ?? []).map(Number);
          for (let y = row; y < row + height; y++) {
            table[y] ??= [];
            for (let x = column; x < column + width; x++) table[y][x] = attributes['fill'];
          }
        }
      }
      return table;
    });
}
