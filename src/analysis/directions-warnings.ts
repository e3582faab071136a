import type { Warning } from './compare-warnings.js';
import type { LayerDirections } from './layer-directions.js';

const { max, min } = Math;

/** Fewer datapoints than this many per direction fit noise as well as what is there. */
const DATAPOINTS_PER_DIRECTION = 5;

/** What makes the order of a layer's directions say less than it seems to. */
export function directionsWarnings({ found, summary, otherKept }: LayerDirections): Warning[] {
  const { kept } = found;
  const { datapoints, name } = summary;
  const forced = max(0, kept + otherKept - (datapoints - 1));
  if (otherKept > 0 && forced > 0) {
    const all = forced >= min(kept, otherKept) ? 'all' : `${forced} of the`;
    const message = `${all} correlations of ${name} with ${found.with} are exactly 1 whatever the data, because ${kept} + ${otherKept} directions do not fit into the ${datapoints - 1} dimensions of ${datapoints} centred datapoints: those directions come first by variance alone; dump more datapoints, or keep fewer directions with --variance`;
    return [{ code: 'forced-ones', message }];
  }
  const enough = DATAPOINTS_PER_DIRECTION * max(kept, otherKept);
  if (datapoints >= enough) return [];
  const message = `${datapoints} datapoints for ${kept} ${kept === 1 ? 'direction' : 'directions'} of ${name}: on other datapoints they leave more than they do here, as --held-out shows; ${enough} or more would leave less`;
  return [{ code: 'few-datapoints', message }];
}
