// AssemblyScript. Rows of values as doubles, scaled and centred column by column.
import { parallelFor } from './parallel';

/** Rows of one task. */
const STRIP: i32 = 64;

/** Words of the context. */
const FROM: usize = 0;
const TO: usize = 4;
const ROWS: usize = 8;
const WIDTH: usize = 12;
const SIZE: usize = 16;
const SCALE: usize = 20;
const MEAN: usize = 24;
const REST: usize = 28;
const STRIDE: usize = 32;

/**
 * x · scale − mean − rest of row-major values of 4 or 8 bytes, as doubles. The context is the words FROM, TO, ROWS, WIDTH, SIZE,
 * SCALE, MEAN, REST, STRIDE: addresses, numbers, the addresses of WIDTH doubles each, and bytes from row to row.
 */
export function centreRows(context: usize): void {
  parallelFor(centreStrip, (load<i32>(context + ROWS) + STRIP - 1) / STRIP, context);
}

function centreStrip(strip: i32, context: usize): void {
  const width = load<i32>(context + WIDTH);
  const size = <usize>load<u32>(context + SIZE);
  const last = min((strip + 1) * STRIP, load<i32>(context + ROWS));
  for (let i = strip * STRIP; i < last; i++) {
    const from = <usize>load<u32>(context + FROM) + <usize>(i * width) * size;
    const to = <usize>load<u32>(context + TO) + <usize>i * <usize>load<u32>(context + STRIDE);
    centreRow(context, from, to, width, size === 4);
  }
}

function centreRow(context: usize, from: usize, to: usize, width: i32, single: bool): void {
  const scale = <usize>load<u32>(context + SCALE);
  const mean = <usize>load<u32>(context + MEAN);
  const rest = <usize>load<u32>(context + REST);
  let j = 0;
  for (; j + 2 <= width; j += 2) {
    const at = (<usize>j) << 3;
    const value = single ? f64x2.promote_low_f32x4(v128.load64_zero(from + (at >> 1))) : v128.load(from + at);
    const centred = f64x2.sub(f64x2.mul(value, v128.load(scale + at)), v128.load(mean + at));
    v128.store(to + at, f64x2.sub(centred, v128.load(rest + at)));
  }
  if (j < width) {
    const at = (<usize>j) << 3;
    const value = single ? <f64>load<f32>(from + (at >> 1)) : load<f64>(from + at);
    store<f64>(to + at, value * load<f64>(scale + at) - load<f64>(mean + at) - load<f64>(rest + at));
  }
}
