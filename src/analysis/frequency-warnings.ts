import type { SpectralPair } from '../similarity/dft-conv.js';
import type { ChanceReport } from './chance-report.js';
import type { Warning } from './compare-warnings.js';
import type { FrequencyOverlap } from './frequency-result.js';

const { max } = Math;

/** Fewer datapoints than this many per direction leave a large floor of chance (METHODS §4). */
const DATAPOINTS_PER_DIRECTION = 5;

/** What makes the values of layers compared frequency by frequency say less than they seem to. */
export function frequencyWarnings({
  pair: { plan, x, y },
  cut,
  chance,
  datapoints,
}: {
  pair: SpectralPair;
  cut: FrequencyOverlap;
  chance: ChanceReport | null;
  datapoints: number;
}): Warning[] {
  const warnings: Warning[] = [];
  if (plan.rule === 'cropped') {
    const sizes = [x, y].map(({ map }) => `${map.height} × ${map.width}`).join(' and ');
    const message = `neither of the maps, ${sizes}, is a whole number of times the other: only the ${plan.height} × ${plan.width} lowest frequencies are compared, an approximation`;
    warnings.push({ code: 'cropped-frequencies', message });
  }
  if (plan.rule === 'zero') {
    const [flat] = [x, y].filter(({ map }) => map.height * map.width === 1);
    const message = `${flat.layer.name} has no space, so only the means over space can correlate with it: the values are lower bounds`;
    warnings.push({ code: 'zero-frequency-only', message });
  }
  if (chance === null) return warnings;
  const most = max(...cut.blocks.map(({ kx, ky }) => max(kx, ky)));
  if (chance.forcedOnes > 0) {
    const message = `${chance.forcedOnes} correlations are exactly 1 whatever the data, because at some frequencies the directions of both layers do not fit into ${datapoints} datapoints: dump more datapoints, or keep fewer directions with --variance or --directions`;
    warnings.push({ code: 'forced-ones', message });
  } else if (datapoints < DATAPOINTS_PER_DIRECTION * most) {
    const message = `${datapoints} datapoints for up to ${most} directions at a frequency: chance alone gives a mean correlation of ${chance.floor.toFixed(3)}, and ${DATAPOINTS_PER_DIRECTION * most} datapoints or more would lower it`;
    warnings.push({ code: 'few-datapoints', message });
  }
  if (chance.above === 0 && chance.forcedOnes === 0 && chance.edge < 1) {
    const message = `no correlation between ${x.layer.name} and ${y.layer.name} lies above the edge of chance at its frequency: if these layers are trained, their dumps may list the datapoints in different order`;
    warnings.push({ code: 'at-chance', message });
  }
  if (chance.of === 'svcca' && chance.full !== null && chance.full.forcedOnes > chance.forcedOnes) {
    const message = `over every direction, ${chance.full.forcedOnes} correlations are exactly 1 whatever the data: cca and pwcca say less than they seem to`;
    warnings.push({ code: 'forced-ones', message });
  }
  return warnings;
}
