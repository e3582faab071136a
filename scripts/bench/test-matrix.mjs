const { imul } = Math;

/** Entry i of a sequence without a pattern in [−1/2, 1/2), the same here and in kernel-server.py. */
function scattered(i) {
  let bits = imul(i + 1, 0x9e3779b1);
  bits = imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32 - 0.5;
}

/** Two square matrices, and a symmetric one whose eigenvalues lie apart. */
export function testMatrices(n) {
  const square = (entry) => {
    const data = new Float64Array(n * n);
    for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) data[j * n + i] = entry(i, j);
    return { rows: n, cols: n, data };
  };
  return {
    a: square((i, j) => scattered(i * n + j)),
    b: square((i, j) => scattered(n * n + i * n + j)),
    symmetric: square((i, j) => scattered(i * n + j) + scattered(j * n + i)),
  };
}
