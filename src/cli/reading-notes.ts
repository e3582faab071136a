import type { Warning } from '../analysis/compare-warnings.js';
import { spoken } from '../io/operand.js';
import type { Activations } from '../similarity/activations.js';
import type { ReadingOptions } from './options.js';
import type { ReadInput, ReadOperands } from './read-operands.js';

/** What is known of operands that are read together. */
export interface ReadTogether extends Pick<ReadOperands, 'independent' | 'selection'> {
  readonly x: Pick<Activations, 'datapoints'>;
  readonly inputs: readonly ReadInput[];
}

/** A line for each operand on how it is read, and why so, and on what counts as a datapoint and which options change nothing. */
export function readingNotes({ x, inputs, independent, selection }: ReadTogether, options: ReadingOptions): string[] {
  const notes = inputs.map((input) => {
    const { path, dtype, shape, order } = input;
    const stored = `${shape.join(' × ')} ${dtype}${order === 'F' ? ' in Fortran order' : ''}`;
    const why = reasons(input, inputs, options).join('; ');
    return `${spoken(path)}: ${stored}, read as ${reading(input)}${why === '' ? '' : ` (${why})`}`;
  });
  if (selection !== undefined) {
    const { count, seed } = selection;
    const which =
      seed === undefined
        ? `the first ${count} datapoints are used`
        : `${count} datapoints are used, drawn by seed ${seed}`;
    notes.push(`only ${which}`);
  }
  if (independent < x.datapoints) {
    notes.push(
      `chance counts ${independent} datapoints: the ${x.datapoints / independent} positions of one depend on each other`,
    );
  }
  return [...notes, ...idleOptions(inputs, options)];
}

function reading({ shape, layout, grid, conv, tokens }: ReadInput): string {
  if (grid === null) {
    return shape.length === 1 ? 'one neuron' : layout === 'nd' ? 'datapoints × neurons' : 'neurons × datapoints';
  }
  const { height, width, channels } = grid;
  if (conv !== null) return `${layout}: ${height} × ${width} positions of ${channels} channels, compared as ${conv}`;
  const how = tokens === 'all' ? 'all of them' : tokens === 'mean' ? 'their mean' : `position ${tokens}`;
  return `${layout}: ${width} positions of ${channels} neurons, compared as ${how}`;
}

function reasons(input: ReadInput, inputs: readonly ReadInput[], options: ReadingOptions): string[] {
  const { layout, like, conv, tokens, grid } = input;
  if (grid === null) return [tableReason(inputs, options.layout)];
  const asked = options.layout === layout ? [`as --layout ${layout} says`] : [];
  if (conv === null) {
    if (options.tokens !== undefined) return [...asked, `as --tokens ${tokens} says`];
    return [...asked, `${tokens === 'all' ? '' : 'not '}${together(inputs)} are sequences of one length`];
  }
  const equal = 'the two equal lengths are height and width';
  const told = asked.length > 0 ? asked : [like === null ? equal : `${layout} like ${like}`];
  return [...told, options.conv === undefined ? `${conv} unless --conv says otherwise` : `as --conv ${conv} says`];
}

function tableReason(inputs: readonly ReadInput[], requested: string): string {
  if (requested === 'nd' || requested === 'dn') return `as --layout ${requested} says`;
  return isSideways(inputs)
    ? `the longer of the two lengths ${together(inputs)} share`
    : `found by the length ${together(inputs)} share`;
}

function together({ length }: readonly ReadInput[]): 'both' | 'all' {
  return length > 2 ? 'all' : 'both';
}

/** Options about axes that no layer has. */
function idleOptions(inputs: readonly ReadInput[], { layout, conv, tokens }: ReadingOptions): string[] {
  const axes = AXES_OF[layout];
  const idle = [
    { asked: axes !== undefined && `--layout ${layout}`, axes: axes ?? [] },
    { asked: conv !== undefined && `--conv ${conv}`, axes: [4] },
    { asked: tokens !== undefined && `--tokens ${tokens}`, axes: [3] },
  ];
  return idle.flatMap(({ asked, axes }) => {
    if (asked === false || inputs.some(({ shape }) => axes.includes(shape.length))) return [];
    return [`${asked} changes nothing: it is about dumps of ${axes.join(' or ')} axes`];
  });
}

/** The numbers of axes that a layout is about. */
const AXES_OF: { readonly [layout: string]: readonly number[] | undefined } = {
  nd: [1, 2],
  dn: [1, 2],
  ntd: [3],
  nhwc: [4],
  nchw: [4],
};

/** Dumps of fewer datapoints than neurons, datapoints first, are read sideways when both lengths are shared: beware. */
export function sidewaysWarnings({ inputs }: Pick<ReadTogether, 'inputs'>, requested: string): Warning[] {
  if (requested === 'nd' || requested === 'dn' || !isSideways(inputs)) return [];
  const [{ shape }] = inputs;
  const message = `${together(inputs)} layers are ${shape.join(' × ')}, and the longer axis was taken for the datapoints: if each row is a datapoint, say --layout nd (or --layout dn if this is right)`;
  return [{ code: 'layout-guessed', message }];
}

function isSideways(inputs: readonly ReadInput[]): boolean {
  return inputs.every(
    ({ layout, shape, order }) => layout === 'dn' && `${shape}` === `${inputs[0].shape}` && order === 'C',
  );
}
