const { abs, exp, log1p, max, min, PI, sqrt, tanh } = Math;

/** What networks apply to W·x + b, value by value; the names are PyTorch's, with its default parameters. */
export type ActivationName = (typeof ACTIVATION_NAMES)[number];
export const ACTIVATION_NAMES = [
  'identity',
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'selu',
  'tanh',
  'sigmoid',
  'silu',
  'gelu',
  'gelu_tanh',
  'softplus',
] as const;

/** The function of this name. */
export function activationFunction(name: ActivationName): (value: number) => number {
  return FUNCTIONS[name];
}

const FUNCTIONS: { readonly [name in ActivationName]: (value: number) => number } = {
  identity: (x) => x,
  relu: (x) => max(0, x),
  relu6: (x) => min(6, max(0, x)),
  leaky_relu: (x) => (x > 0 ? x : 0.01 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => SELU.scale * (x > 0 ? x : SELU.alpha * Math.expm1(x)),
  tanh,
  sigmoid,
  silu: (x) => x * sigmoid(x),
  gelu: (x) => 0.5 * x * (1 + errorFunction(x / sqrt(2))),
  gelu_tanh: (x) => 0.5 * x * (1 + tanh(sqrt(2 / PI) * (x + 0.044715 * x ** 3))),
  softplus: (x) => max(0, x) + log1p(exp(-abs(x))),
};

/** The fixed point of Klambauer et al. 2017: mean 0 and variance 1 stay what they are. */
const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** From here on erf is 1 to the last digit. */
const ERF_IS_ONE = 6;

/** erf x = 2/√π · exp(−x²) · Σ 2ⁿx²ⁿ⁺¹/(2n + 1)!!, whose terms have one sign, so that nothing cancels. */
export function errorFunction(x: number): number {
  if (abs(x) >= ERF_IS_ONE) return x > 0 ? 1 : -1;
  let term = x;
  let sum = x;
  for (let n = 1; abs(term) > abs(sum) * Number.EPSILON; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / sqrt(PI)) * exp(-x * x) * sum;
}
