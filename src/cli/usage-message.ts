import { printable } from '../report/facts.js';

/** `error: option '-o, --output <file>' argument 'x' is invalid. why.` as commander says it. */
const INVALID = /^error: option '(?:-\w, )?(--[\w-]+)[^']*' argument '(.*)' is invalid\. (.*?)\.?$/;
const GUESS = /^\(Did you mean (.*)\?\)$/;

/** What commander says of a mistake in the command, in the form of our own errors. */
export function usageMessage(text: string): string {
  const lines = text.trimEnd().split('\n').map(printable);
  return `${lines.map((line) => line.replace(INVALID, brief).replace(GUESS, '  did you mean $1?')).join('\n')}\n`;
}

function brief(_: string, option: string, value: string, why: string): string {
  const said = value === '' || /\s/.test(value) ? `'${value}'` : value;
  return `error: ${option} ${said}: ${why.slice(0, 1).toLowerCase()}${why.slice(1)}`;
}
