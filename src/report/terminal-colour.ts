/** What a terminal can show: any colour, 256 of them, or none. */
export type ColourDepth = 'truecolor' | '256' | 'none';
type Hex = `#${string}`;

const { round, min } = Math;
const RESET = '\u001b[0m';
/** The levels of red, green and blue in the cube of xterm's 256 colours, which begins at 16; greys begin at 232. */
const CUBE = [0, 95, 135, 175, 215, 255];
const [CUBE_START, GREY_START, GREYS] = [16, 232, 24];

/** Text on a coloured ground, in a colour of its own where one is given; for terminals with colours. */
export function coloured(text: string, { ground, ink }: { ground: Hex; ink?: Hex }, depth: ColourDepth): string {
  const front = ink === undefined ? '' : `\u001b[38;${code(ink, depth)}m`;
  return `${front}\u001b[48;${code(ground, depth)}m${text}${RESET}`;
}

function code(colour: Hex, depth: ColourDepth): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return depth === 'truecolor' ? `2;${channels.join(';')}` : `5;${nearest(channels)}`;
}

/** The number of the nearest of xterm's colours that have the same shade on every terminal. */
function nearest(channels: readonly number[]): number {
  const levels = channels.map(
    (value) => CUBE.map((level, i) => ({ i, gap: (level - value) ** 2 })).sort((a, b) => a.gap - b.gap)[0],
  );
  const cube = { number: CUBE_START + 36 * levels[0].i + 6 * levels[1].i + levels[2].i, gap: sum(levels) };
  const mean = channels.reduce((total, value) => total + value, 0) / 3;
  const grey = min(GREYS - 1, Math.max(0, round((mean - 8) / 10)));
  const gap = sum(channels.map((value) => ({ gap: (value - (8 + 10 * grey)) ** 2 })));
  return gap < cube.gap ? GREY_START + grey : cube.number;
}

function sum(gaps: readonly { gap: number }[]): number {
  return gaps.reduce((total, { gap }) => total + gap, 0);
}
