import type { ColourDepth } from './terminal-colour.js';

/** What pictures of text have room for and may show. */
export interface TerminalRoom {
  readonly colour: ColourDepth;
  /** In columns. */
  readonly width: number;
}

/** Where there is no terminal, or none is known. */
export const PLAIN_ROOM: TerminalRoom = { colour: 'none', width: 80 };
