import { type Matrix, zeros } from './matrix.js';
import { DOUBLE, sliversIn, slotsOf, slotsOfGroup, TILE } from './spectral-slots.js';
import type { ComplexMatrix, MapShape, SpectralBlock, SpectralShape } from './spectral-stream.js';

const { max } = Math;
/** See assembly/spectral-context.ts. */
const TURN_BYTES = 16;

/** Slivers that each group of a block becomes. */
export function resultsOf(rotations: readonly ComplexMatrix[]): number[] {
  return rotations.map(({ re }) => slotsOf(re.cols) / TILE);
}

/** The slot of each turned column of a block. */
export function slotsOfResults(rotations: readonly ComplexMatrix[]): Int32Array {
  let first = 0;
  const slots = rotations.flatMap(({ re }) => {
    const own = Array.from({ length: re.cols }, (_, j) => first + j);
    first += slotsOf(re.cols);
    return own;
  });
  return Int32Array.from(slots);
}

/** Bytes of all tables and panels of a shape's turns. */
export function turnBytes(shape: SpectralShape): number {
  const { maps, blocks, rotations } = shape;
  if (rotations === undefined) return 0;
  return blocks.reduce((all, block, b) => {
    const panels = maps.reduce((sum, map, g) => sum + panelDoubles(block, g, map, rotations[b][g]) * DOUBLE, 0);
    return all + tableBytes(maps) + panels;
  }, 0);
}

/** A block's table, padded so that the panels behind it are aligned. */
function tableBytes(maps: readonly MapShape[]): number {
  return slotsOf(maps.length) * TURN_BYTES;
}

/** Bytes that a thread needs for a turned block, behind what the Gram matrix takes. */
export function turnedBytes({ maps, blocks, rows, rotations }: SpectralShape): number {
  if (rotations === undefined) return 0;
  return max(
    ...blocks.map((block, b) => {
      const parts = block.complex ? 2 : 1;
      const results = resultsOf(rotations[b]).reduce((sum, count) => sum + count, 0);
      const widest = max(...maps.map((map, g) => sliversIn(block, g, map)));
      return parts * (results * slotsOf(rows) + 2 * widest * TILE) * TILE * DOUBLE;
    }),
  );
}

/** Writes the turns of all blocks from an address on, and returns where each block's table is. */
export function putTurns(memory: WebAssembly.Memory, address: number, shape: SpectralShape): number[] {
  const { maps, blocks, rotations = [] } = shape;
  let at = address;
  return blocks.map((block, b) => {
    const table = at;
    at += tableBytes(maps);
    let first = 0;
    maps.forEach((map, g) => {
      const slivers = sliversIn(block, g, map);
      const rotation = rotations[b][g];
      new Uint32Array(memory.buffer, table + g * TURN_BYTES, 4).set([first, slivers, resultsOf([rotation])[0], at]);
      const panels = new Float64Array(memory.buffer, at, panelDoubles(block, g, map, rotation));
      fillPanels(panels, rotation, {
        slots: slotsOfGroup(block, g, map),
        depth: slivers * TILE,
        complex: block.complex,
      });
      at += panels.byteLength;
      first += slivers;
    });
    return table;
  });
}

function panelDoubles(block: SpectralBlock, group: number, map: MapShape, { re }: ComplexMatrix): number {
  return (block.complex ? 4 : 1) * sliversIn(block, group, map) * TILE * slotsOf(re.cols);
}

/** For each four columns [Re; −Im], then [Im; Re] in a complex block, row by row. */
function fillPanels(
  panels: Float64Array,
  { re, im }: ComplexMatrix,
  { slots, depth, complex }: { slots: Int32Array; depth: number; complex: boolean },
): void {
  panels.fill(0);
  const whole = (complex ? 2 : 1) * depth * TILE;
  for (let j = 0; j < re.cols; j++) {
    const first = Math.floor(j / TILE) * (complex ? 2 : 1) * whole + (j % TILE);
    slots.forEach((slot, i) => {
      const [x, y] = [re.data[j * re.rows + i], im === undefined ? 0 : im.data[j * re.rows + i]];
      panels[first + slot * TILE] = x;
      if (!complex) return;
      panels[first + (depth + slot) * TILE] = -y;
      panels[first + whole + slot * TILE] = y;
      panels[first + whole + (depth + slot) * TILE] = x;
    });
  }
}

/** The turns of a real block as one matrix: slots × turned slots. */
export function turnOfSlots(
  block: SpectralBlock,
  { maps, rotations }: { maps: readonly MapShape[]; rotations: readonly ComplexMatrix[] },
): Matrix {
  const rows = maps.reduce((sum, map, g) => sum + sliversIn(block, g, map) * TILE, 0);
  const turn = zeros(
    rows,
    rotations.reduce((sum, { re }) => sum + slotsOf(re.cols), 0),
  );
  let [row, col] = [0, 0];
  maps.forEach((map, g) => {
    const { re } = rotations[g];
    slotsOfGroup(block, g, map).forEach((slot, i) => {
      for (let j = 0; j < re.cols; j++) turn.data[(col + j) * rows + row + slot] = re.data[j * re.rows + i];
    });
    row += sliversIn(block, g, map) * TILE;
    col += slotsOf(re.cols);
  });
  return turn;
}
