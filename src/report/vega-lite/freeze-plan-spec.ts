import { printable } from '../facts.js';
import type { FreezePlanReport } from '../run-reports.js';
import { inOrder, tooltip } from './channels.js';

const ROW = 20;

/** A bar for every layer: while it trains, and once it is frozen. */
export function freezePlanSpec({ schedule, totalSteps }: FreezePlanReport): object {
  const layers = schedule.map(({ layer }) => printable(layer));
  const bars = schedule.flatMap(({ step }, l) => {
    const layer = layers[l];
    const end = step ?? totalSteps;
    const trains = { layer, from: 0, to: end, state: 'trains' };
    return end < totalSteps ? [trains, { layer, from: end, to: totalSteps, state: 'frozen' }] : [trains];
  });
  return {
    title: { text: 'What trains when', anchor: 'start' },
    data: { values: bars },
    ...{ width: 720, height: ROW * layers.length },
    mark: 'bar',
    encoding: {
      x: { field: 'from', type: 'quantitative', scale: { domain: [0, totalSteps] }, axis: { title: 'training step' } },
      x2: { field: 'to' },
      y: inOrder('layer', [...layers].reverse(), 'layer'),
      color: {
        field: 'state',
        type: 'nominal',
        scale: { domain: ['trains', 'frozen'], range: ['#1f5f99', '#e3edf6'] },
      },
      tooltip: tooltip(['layer', 'state', 'from', 'to']),
    },
  };
}
