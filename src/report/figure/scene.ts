/** What a colour is for; `palette.ts` says which one it is on light and on dark paper. */
export type Role = 'paper' | 'ink' | 'muted' | 'grid' | 'accent' | 'wash' | 'chance';
/** A role, a colour that stays the same on any paper, or the hatching of what has no value. */
export type Paint = Role | `#${string}` | 'hatch';

interface Placed {
  readonly x: number;
  readonly y: number;
}

/** One line of text; (x, y) is on its baseline. */
export interface TextMark extends Placed {
  readonly kind: 'text';
  readonly text: string;
  readonly size: number;
  readonly fill: Paint;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Read from below upwards. */
  readonly turned?: boolean;
}

/** Straight lines through points given from (x, y); closed and filled where it has a fill. */
export interface PathMark extends Placed {
  readonly kind: 'path';
  readonly points: readonly (readonly [number, number])[];
  readonly stroke?: Paint;
  readonly fill?: Paint;
  readonly width?: number;
  readonly dash?: readonly number[];
}

export interface RectMark extends Placed {
  readonly kind: 'rect';
  readonly width: number;
  readonly height: number;
  readonly fill?: Paint;
  readonly stroke?: Paint;
}

export interface DotMark extends Placed {
  readonly kind: 'dot';
  readonly radius: number;
  readonly fill: Paint;
  readonly stroke?: Paint;
}

/** A table of coloured cells, row by row from (x, y); `columns` divides the number of colours. */
export interface CellsMark extends Placed {
  readonly kind: 'cells';
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly colours: readonly Paint[];
}

export type Mark = TextMark | PathMark | RectMark | DotMark | CellsMark;

/** What rows or columns are called: consecutive whole numbers, or names. */
export type Ruler =
  | { readonly name: string; readonly first: number }
  | { readonly name: string; readonly labels: readonly string[] };

/** Cells that a page tells the values of, under the pointer and by arrow keys; `values` are row by row. */
export interface Readout extends Placed {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** Left out where there is one row. */
  readonly rowRuler?: Ruler;
  readonly columnRuler: Ruler;
  readonly fields: readonly { readonly name: string; readonly values: readonly (number | string | null)[] }[];
}

/** A part of a figure in its own coordinates, from (0, 0) to (width, height). */
export interface Panel {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  readonly readouts: readonly Readout[];
}

/** A whole figure, with what it says in words. */
export interface Scene extends Panel {
  readonly title: string;
  readonly description: string;
}
