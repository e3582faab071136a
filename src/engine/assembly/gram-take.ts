// AssemblyScript. The matrix of a Gram stream, or a block of it, as a matrix of its own.
import {
  address,
  GRAM,
  number,
  SLOTS,
  TAKE_ACROSS,
  TAKE_COLUMNS,
  TAKE_DOWN,
  TAKE_LINE,
  TAKE_ROWS,
  TAKE_TO,
  VECTOR,
} from './gram-context';
import { restOf, restStep } from './gram-places';
import { parallelFor } from './parallel';
import { TILE } from './tile';

/** Writes the block of the slots that the context names, times VECTOR[i]·VECTOR[j], column-major; the first slots of both sides begin a sliver. */
export function gramTake(context: usize): void {
  parallelFor(takeSliver, (number(context, TAKE_COLUMNS) + TILE - 1) / TILE, context);
}

function takeSliver(index: i32, context: usize): void {
  const down = number(context, TAKE_DOWN) / TILE;
  const across = number(context, TAKE_ACROSS) / TILE + index;
  const rows = number(context, TAKE_ROWS);
  const line = number(context, TAKE_LINE);
  const columns = min(TILE, number(context, TAKE_COLUMNS) - index * TILE);
  const to = address(context, TAKE_TO) + at(index * TILE * line);
  for (let i = 0; i < rows; i += TILE) {
    takeTile(down + i / TILE, across, to + at(i), line, min(TILE, rows - i), columns, context);
  }
}

function takeTile(down: i32, across: i32, to: usize, line: i32, rows: i32, columns: i32, context: usize): void {
  const slots = number(context, SLOTS);
  // Only what is on and above the diagonal counts.
  const above = min(down, across);
  const beside = max(down, across);
  const sums = address(context, GRAM) + at(TILE * (above + beside * slots));
  const rests = restOf(above, beside, context);
  const restLine = restStep(above, beside, slots);
  const factors = address(context, VECTOR);
  for (let q = 0; q < columns; q++) {
    const own = load<f64>(factors + at(TILE * across + q));
    for (let p = 0; p < rows; p++) {
      const turned = down > across || (down === across && p > q);
      const i = turned ? q : p;
      const j = turned ? p : q;
      const value = load<f64>(sums + at(i + j * slots)) + load<f64>(rests + at(i + j * restLine));
      store<f64>(to + at(p + q * line), value * (own * load<f64>(factors + at(TILE * down + p))));
    }
  }
}

function at(index: i32): usize {
  return (<usize>index) << 3;
}
