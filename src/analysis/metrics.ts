/** Every dense metric by its name on the command line. */
export const METRICS = ['svcca', 'cca', 'weighted', 'r2', 'gcd', 'pwcca', 'cka', 'cka-debiased', 'procrustes'] as const;
export type Metric = (typeof METRICS)[number];

/** Metrics that look at the layers after the SVD stage's cut; the others see every direction. */
export const CUT_METRICS: readonly Metric[] = ['svcca', 'weighted', 'r2', 'gcd'];
/** Metrics made of canonical correlations, which have a floor of chance. */
export const CORRELATION_METRICS: readonly Metric[] = [...CUT_METRICS, 'cca', 'pwcca'];
