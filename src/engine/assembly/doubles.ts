// AssemblyScript. Doubles and counts in memory, by index.

/** The offset of double number `index`. */
export function at(index: i32): usize {
  return (<usize>index) << 3;
}

export function get(x: usize, index: i32): f64 {
  return load<f64>(x + at(index));
}

export function set(x: usize, index: i32, value: f64): void {
  store<f64>(x + at(index), value);
}

/** The offset of whole number `index`, four bytes each. */
export function intAt(index: i32): usize {
  return (<usize>index) << 2;
}

export function getInt(x: usize, index: i32): i32 {
  return load<i32>(x + intAt(index));
}

export function setInt(x: usize, index: i32, value: i32): void {
  store<i32>(x + intAt(index), value);
}
