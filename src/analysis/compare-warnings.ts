import type { ChanceFigures, ChanceReport } from './chance-report.js';
import type { LayerSummary } from './compare.js';

const { max, min } = Math;

/** Fewer datapoints than this many per direction leave a large floor of chance (METHODS §4). */
const DATAPOINTS_PER_DIRECTION = 5;

/** Something a reader must know before believing a value; `code` is stable, `message` is for people. */
export interface Warning {
  readonly code:
    | 'forced-ones'
    | 'few-datapoints'
    | 'at-chance'
    | 'layout-guessed'
    | 'cropped-frequencies'
    | 'zero-frequency-only';
  readonly message: string;
}

/** What makes the values of this comparison say less than they seem to. */
export function compareWarnings({
  x,
  y,
  chance,
}: {
  x: LayerSummary;
  y: LayerSummary;
  chance: ChanceReport | null;
}): Warning[] {
  if (chance === null) return [];
  const { datapoints } = x;
  const { kx, ky, forcedOnes, above, edge, independent } = chance;
  const warnings: Warning[] = [];
  if (forcedOnes > 0) {
    const way = 'dump more datapoints, or keep fewer directions with --variance or --directions';
    warnings.push({ code: 'forced-ones', message: `${forcedMessage(chance, datapoints)}: ${way}` });
  } else if (independent < DATAPOINTS_PER_DIRECTION * max(kx, ky)) {
    const counted = independent < datapoints ? 'independent datapoints' : 'datapoints';
    const message = `${independent} ${counted} for ${kx} and ${ky} directions: chance alone gives a mean correlation of ${chance.floor.toFixed(3)}, and ${DATAPOINTS_PER_DIRECTION * max(kx, ky)} ${counted} or more would lower it`;
    warnings.push({ code: 'few-datapoints', message });
  }
  if (above === 0 && forcedOnes === 0 && edge < 1) {
    const message = `no correlation between ${x.name} and ${y.name} lies above the edge of chance, ${chance.edge.toFixed(3)}: if these layers are trained, their dumps may list the datapoints in different order`;
    warnings.push({ code: 'at-chance', message });
  }
  if (chance.of === 'svcca' && chance.full !== null && chance.full.forcedOnes > forcedOnes) {
    const message = `over every direction, ${forcedMessage(chance.full, datapoints)}: cca and pwcca say less than they seem to`;
    warnings.push({ code: 'forced-ones', message });
  }
  return warnings;
}

function forcedMessage({ kx, ky, forcedOnes }: ChanceFigures, datapoints: number): string {
  const c = min(kx, ky);
  const count =
    forcedOnes === c
      ? c === 1
        ? 'the only correlation is'
        : `all ${c} correlations are`
      : `${forcedOnes} of ${c} correlations are`;
  return `${count} exactly 1 whatever the data, because ${kx} + ${ky} directions do not fit into the ${datapoints - 1} dimensions of ${datapoints} centred datapoints`;
}
