/** Σρ / c: the mean canonical correlation, after the SVD stage `svcca`, over the full rank `cca` (METHODS §3; §2 of the paper). */
export function meanCorrelation(correlations: Float64Array): number {
  return correlations.reduce((sum, rho) => sum + rho, 0) / correlations.length;
}
