import type { ChanceFigures, ChanceFloors, ChanceReport } from './chance-report.js';
import type { LayerSummary } from './compare.js';
import type { MetricValues } from './pair-metrics.js';

const { max, min } = Math;

/** Fewer datapoints than this many per direction leave a large floor of chance (METHODS §4). */
const DATAPOINTS_PER_DIRECTION = 5;

/** Something a reader must know before believing a value; `code` is stable, `message` is for people. */
export interface Warning {
  readonly code:
    | 'forced-ones'
    | 'few-datapoints'
    | 'says-nothing'
    | 'at-chance'
    | 'layout-guessed'
    | 'cropped-frequencies'
    | 'zero-frequency-only'
    | 'constant-class'
    | 'fewer-directions'
    | 'larger'
    | 'one-output';
  readonly message: string;
}

/** From this floor of chance on, a value that says nothing looks like a similarity. */
const HIGH_FLOOR = 0.5;

/** A value that has covered less than this share of the way from its floor to 1 says nothing. */
const SMALLEST_SHARE = 0.1;

/** What makes the values of this comparison say less than they seem to. */
export function compareWarnings({
  x,
  y,
  chance,
  metrics = {},
}: {
  x: LayerSummary;
  y: LayerSummary;
  chance: ChanceReport | null;
  metrics?: MetricValues;
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
  const empty = saysNothing(metrics, chance.floors);
  if (empty !== undefined) {
    const wide = max(x.neurons, y.neurons) >= datapoints;
    const conv = wide ? ', and so would fewer neurons, as --conv dft or --conv pool makes of convolutional layers' : '';
    const message = `${empty.metric} ${empty.value.toFixed(3)} says nothing: layers that have nothing to do with each other give ${empty.floor.toFixed(3)} on ${datapoints} datapoints; more datapoints would tell${conv}`;
    warnings.push({ code: 'says-nothing', message });
  }
  if (above === 0 && forcedOnes === 0 && edge < 1) {
    const message = `no correlation between ${x.name} and ${y.name} lies above the edge of chance, ${chance.edge.toFixed(3)}: if these layers are trained, their dumps may list the datapoints in different order`;
    warnings.push({ code: 'at-chance', message });
  }
  if (chance.of === 'svcca' && chance.full !== null && chance.full.forcedOnes > forcedOnes) {
    const all = chance.full.forcedOnes === min(chance.full.kx, chance.full.ky);
    const less = all ? 'cca and pwcca say nothing' : 'cca and pwcca say less than they seem to';
    const message = `over every direction, ${forcedMessage(chance.full, datapoints)}: ${less}`;
    warnings.push({ code: 'forced-ones', message });
  }
  return warnings;
}

/** The first value at the cut that is hardly above a high floor. */
function saysNothing(metrics: MetricValues, floors: ChanceFloors) {
  const values = { ...metrics, weighted: metrics.weighted?.mean };
  const chances = { ...floors, weighted: floors.weighted?.mean };
  for (const metric of ['svcca', 'weighted', 'r2', 'gcd'] as const) {
    const [value, floor] = [values[metric], chances[metric]];
    if (value === undefined || floor === undefined || floor < HIGH_FLOOR || floor >= 1) continue;
    return value - floor < SMALLEST_SHARE * (1 - floor) ? { metric, value, floor } : undefined;
  }
  return undefined;
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
