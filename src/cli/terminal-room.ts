import { PLAIN_ROOM, type TerminalRoom } from '../report/plain-room.js';

/** What the terminal behind standard output can show; 80 columns without colours where there is none, or colours are not wanted. */
export function terminalRoom({ coloured }: { coloured: boolean }): TerminalRoom {
  const { stdout, env } = process;
  if (stdout.isTTY !== true) return PLAIN_ROOM;
  return { colour: coloured ? depthOf(env) : 'none', width: stdout.columns || PLAIN_ROOM.width };
}

function depthOf({ COLORTERM = '', TERM = '' }: NodeJS.ProcessEnv): TerminalRoom['colour'] {
  if (/^(truecolor|24bit)$/i.test(COLORTERM) || /direct$/.test(TERM)) return 'truecolor';
  return /256/.test(TERM) ? '256' : 'none';
}
