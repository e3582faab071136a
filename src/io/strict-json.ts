/** A JSON value whose objects keep any key, such as __proto__, as what it is. */
export type Json = null | boolean | number | string | readonly Json[] | ReadonlyMap<string, Json>;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them, so the pattern has to name them
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const DEEPEST = 16;
const WORDS = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Parses JSON in which no object has a key twice; anything else is a SyntaxError with its place. */
export function parseStrictJson(text: string): Json {
  let at = 0;
  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match[0];
  }
  function fail(what: string): never {
    throw new SyntaxError(`${what} at character ${at}`);
  }
  function sees(symbol: string): boolean {
    take(SPACE);
    if (text[at] !== symbol) return false;
    at++;
    return true;
  }
  function string(): string {
    take(SPACE);
    return JSON.parse(take(STRING) ?? fail('no string')) as string;
  }
  function members(depth: number): Json {
    const object = new Map<string, Json>();
    if (sees('}')) return object;
    do {
      const key = string();
      if (object.has(key)) fail(`the key ${JSON.stringify(key)} a second time`);
      if (!sees(':')) fail('no colon');
      object.set(key, value(depth));
    } while (sees(','));
    return sees('}') ? object : fail('no comma and no closing brace');
  }
  function items(depth: number): Json {
    const array: Json[] = [];
    if (sees(']')) return array;
    do array.push(value(depth));
    while (sees(','));
    return sees(']') ? array : fail('no comma and no closing bracket');
  }
  function value(depth: number): Json {
    if (depth > DEEPEST) fail('too deep a nesting');
    if (sees('{')) return members(depth + 1);
    if (sees('[')) return items(depth + 1);
    if (text[at] === '"') return string();
    const word = take(WORD);
    if (word !== undefined) return WORDS.get(word) as Json;
    return Number(take(NUMBER) ?? fail('no value'));
  }
  const result = value(0);
  take(SPACE);
  return at === text.length ? result : fail('more than one value');
}
