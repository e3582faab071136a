const { cosh, exp, max, min, PI, sin, sinh, sqrt } = Math;

/** The sizes that the law of chance depends on. */
export interface ChanceSizes {
  readonly kx: number;
  readonly ky: number;
  readonly datapoints: number;
}

/** What canonical correlations of independent layers of these sizes look like (METHODS §4). */
export interface ChanceLaw {
  /** Mean ρ. */
  readonly floor: number;
  /** The largest ρ that is not forced to 1: √λ₊ of Wachter's law. */
  readonly edge: number;
  /** Mean ρ² = max(k_x, k_y)/(m − 1). */
  readonly meanSquare: number;
}

/**
 * Wachter's law of ρ² with a = min(k)/(m−1), b = max(k)/(m−1): density √((λ−λ₋)(λ₊−λ)) / (2πaλ(1−λ)) between
 * λ± = (√(a(1−b)) ± √(b(1−a)))², and an atom at 1 of weight (a+b−1)/a where k_x + k_y > m − 1.
 */
export function chanceLaw({ kx, ky, datapoints }: ChanceSizes): ChanceLaw {
  const a = min(kx, ky) / (datapoints - 1);
  const b = max(kx, ky) / (datapoints - 1);
  if (b >= 1) return { floor: 1, edge: 1, meanSquare: 1 };
  const low = (sqrt(a * (1 - b)) - sqrt(b * (1 - a))) ** 2;
  const aboveHigh = (sqrt((1 - a) * (1 - b)) - sqrt(a * b)) ** 2;
  const atom = max(0, (a + b - 1) / a);
  const floor = min(1, continuousMean({ a, low, aboveHigh }) + atom);
  return { floor, edge: sqrt(1 - aboveHigh), meanSquare: b };
}

/** How many of ρ are 1 whatever the data, because k_x + k_y directions do not fit into m − 1 dimensions. */
export function forcedOnes({ kx, ky, datapoints }: ChanceSizes): number {
  return max(0, min(kx + ky - (datapoints - 1), kx, ky));
}

/** (r2 − b)/(1 − b) with b the mean ρ² of independent layers; null where chance alone gives 1. */
export function correctedR2(r2: number, { meanSquare }: ChanceLaw): number | null {
  return meanSquare < 1 ? (r2 - meanSquare) / (1 - meanSquare) : null;
}

/** How many ρ lie above the edge, besides the first `forced` that are 1 whatever the data. */
export function countAbove(correlations: Float64Array, { edge, forced }: { edge: number; forced: number }): number {
  return correlations.subarray(forced).filter((rho) => rho > edge).length;
}

/**
 * W(X|Y) of independent layers: the mean length of a unit vector projected onto k_y random directions,
 * E√Beta(k_y/2, (m−1−k_y)/2) = Γ((k_y+1)/2)Γ((m−1)/2) / (Γ(k_y/2)Γ(m/2)).
 */
export function weightedFloor({ ky, datapoints }: { ky: number; datapoints: number }): number {
  return ky >= datapoints - 1 ? 1 : halfStepGammaRatio(ky / 2) / halfStepGammaRatio((datapoints - 1) / 2);
}

/** Step and range of the tanh-sinh rule: the weights beyond are below rounding. */
const QUADRATURE_STEP = 1 / 32;
const QUADRATURE_REACH = 3.4;

/**
 * ∫ √λ·density over [λ₋, λ₊]. With λ = λ₋ + (λ₊−λ₋)·sin²θ the square roots go away; what is left may be steep
 * at either end (λ₋ → 0, λ₊ → 1), which the tanh-sinh rule in θ does not mind.
 */
function continuousMean({ a, low, aboveHigh }: { a: number; low: number; aboveHigh: number }): number {
  const width = 1 - aboveHigh - low;
  let sum = 0;
  for (let t = -QUADRATURE_REACH; t <= QUADRATURE_REACH; t += QUADRATURE_STEP) {
    const left = 1 / (1 + exp(-PI * sinh(t)));
    const right = 1 / (1 + exp(PI * sinh(t)));
    const sine = sin((PI / 2) * left) ** 2;
    const cosine = sin((PI / 2) * right) ** 2;
    const lambda = low + width * sine;
    const density = (width * width * 2 * sine * cosine) / (2 * PI * a * lambda * (aboveHigh + width * cosine));
    if (lambda > 0) sum += sqrt(lambda) * density * left * right * cosh(t);
  }
  return sum * PI * (PI / 2) * QUADRATURE_STEP;
}

/** Where the asymptotic series below has reached rounding. */
const SERIES_START = 40;

/** Γ(x + ½)/Γ(x), by its asymptotic series after moving x up. */
function halfStepGammaRatio(x: number): number {
  let factor = 1;
  let z = x;
  for (; z < SERIES_START; z++) factor *= z / (z + 0.5);
  const u = 1 / z;
  const series = 1 + u * (-1 / 8 + u * (1 / 128 + u * (5 / 1024 + u * (-21 / 32768 + (u * -399) / 262144))));
  return factor * sqrt(z) * series;
}
