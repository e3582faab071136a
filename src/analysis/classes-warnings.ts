import type { Warning } from './compare-warnings.js';
import type { Classes } from './dynamics-result.js';

/** Fewer datapoints than this many per direction leave a large floor of chance (METHODS §4). */
const DATAPOINTS_PER_DIRECTION = 5;

/** Names beyond so many are only counted. */
const MOST_NAMES = 5;

/** What makes the values say less than they seem to: classes that never change, and few datapoints. */
export function classesWarnings(
  { classes, layers, correlation, summaries, floor }: Classes,
  { labels, independent }: { labels: boolean; independent: number },
): Warning[] {
  const warnings: Warning[] = [];
  const constant = classes.filter((_, c) => correlation[0][c] === null);
  if (constant.length > 0) {
    const [one, many] = labels
      ? [
          'class %, which is that of no datapoint or of all, has',
          'classes %, each that of no datapoint or of all, have',
        ]
      : ['the logit of class % never changes and has', 'the logits of classes % never change and have'];
    const message = `${(constant.length === 1 ? one : many).replace('%', () => listed(constant))} no values`;
    warnings.push({ code: 'constant-class', message });
  }
  const few = layers.filter((_, l) => independent < DATAPOINTS_PER_DIRECTION * summaries[l].k);
  if (few.length > 0) {
    const worst = floor.indexOf(Math.max(...floor));
    const { k } = summaries[worst];
    const message = `${independent} datapoints are few for ${listed(few)}: chance alone gives R ${floor[worst].toFixed(3)} with the ${k} directions of ${layers[worst]}; dump ${DATAPOINTS_PER_DIRECTION * k} or more, or compare adjusted R²`;
    warnings.push({ code: 'few-datapoints', message });
  }
  return warnings;
}

function listed(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return names.join(', ');
  return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}
