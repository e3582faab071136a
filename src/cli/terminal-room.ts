import { PLAIN_ROOM, type TerminalRoom } from '../report/terminal-heatmap.js';

/** What standard output has room for, and the colours that its terminal shows, where any are wanted. */
export function terminalRoom({ coloured }: { coloured: boolean }): TerminalRoom {
  const { stdout, env } = process;
  if (stdout.isTTY !== true) return PLAIN_ROOM;
  const truecolor = /^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '');
  const colour = !coloured ? 'none' : truecolor ? 'truecolor' : '256';
  return { colour, width: stdout.columns ?? PLAIN_ROOM.width };
}
