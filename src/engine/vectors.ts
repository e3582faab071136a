const { sqrt } = Math;

/** Σ xᵢyᵢ in four interleaved sums, which is faster and no less accurate than one. */
export function dot(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const even = n - (n % 4);
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < even; i += 4) {
    s0 += x[i] * y[i];
    s1 += x[i + 1] * y[i + 1];
    s2 += x[i + 2] * y[i + 2];
    s3 += x[i + 3] * y[i + 3];
  }
  for (let i = even; i < n; i++) s0 += x[i] * y[i];
  return s0 + s1 + (s2 + s3);
}

/** ‖x‖₂, for entries whose squares neither overflow nor underflow. */
export function norm(x: Float64Array): number {
  return sqrt(dot(x, x));
}

/** y ← y − a·x. */
export function subtractMultiple(y: Float64Array, a: number, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n; i++) y[i] -= a * x[i];
}
