const { abs, exp, log, log1p, max, PI, sqrt } = Math;
const EPSILON = Number.EPSILON;

/** Where Stirling's series for ln Γ has reached rounding. */
const STIRLING_START = 15;
/** Replaces a zero denominator in the continued fraction (Lentz). */
const TINY = 1e-300;

/** P(χ² ≥ x) for the given degrees of freedom: the regularised upper incomplete gamma function Q(df/2, x/2). */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom / 2;
  const z = max(0, x / 2);
  if (z === 0) return 1;
  return z < a + 1 ? 1 - lowerSeries(a, z) : upperFraction(a, z);
}

/** z^a·e^(−z)/Γ(a), from logarithms relative to the peak at z = a, where the large terms cancel exactly. */
function leadingFactor(a: number, z: number): number {
  if (a < STIRLING_START) return exp(a * log(z) - z - logGamma(a));
  const d = (z - a) / a;
  return exp(a * (log1p(d) - d) - stirlingTail(a)) * sqrt(a / (2 * PI));
}

function lowerSeries(a: number, z: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * EPSILON; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return leadingFactor(a, z) * sum;
}

function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, change = 0; abs(change - 1) > EPSILON; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    d = 1 / (d === 0 ? TINY : d);
    c = b + an / c;
    if (c === 0) c = TINY;
    change = d * c;
    fraction *= change;
  }
  return leadingFactor(a, z) * fraction;
}

function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < STIRLING_START; z++) shift += log(z);
  return (z - 0.5) * log(z) - z + 0.5 * log(2 * PI) + stirlingTail(z) - shift;
}

/** ln Γ(x) − ((x − ½)·ln x − x + ½·ln 2π). */
function stirlingTail(x: number): number {
  const u = 1 / (x * x);
  return (1 / 12 + u * (-1 / 360 + u * (1 / 1260 + u * (-1 / 1680 + u * (1 / 1188 + (u * -691) / 360360))))) / x;
}
