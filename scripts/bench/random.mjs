const { cos, imul, log, PI, sin, sqrt } = Math;

/** Numbers evenly between 0 and 1, by the mulberry32 sequence of that seed. */
export function uniforms(seed) {
  let state = imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = imul(state ^ (state >>> 15), 1 | state);
    bits ^= bits + imul(bits ^ (bits >>> 7), 61 | bits);
    return (((bits ^ (bits >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
}

/** Standard normal numbers, by Box and Muller's transform of that sequence. */
export function normals(seed) {
  const uniform = uniforms(seed);
  let spare;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = sqrt(-2 * log(uniform()));
    const angle = 2 * PI * uniform();
    spare = radius * sin(angle);
    return radius * cos(angle);
  };
}
