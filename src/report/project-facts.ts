import { curveTable } from './compression-facts.js';
import type { ProjectReport } from './compression-reports.js';
import { directionsInWords } from './compression-words.js';
import type { Facts, FactTable } from './facts.js';

const DIGITS = 3;

/** A projection as people read it: the layer, where its directions come from, and what is left in fewer dimensions. */
export function projectFacts(report: ProjectReport): Facts {
  const { layer, directions, evaluated, curve, projected, distributed } = report;
  const { residual, accuracy = null } = projected ?? {};
  const whole = evaluated?.accuracy ?? null;
  return {
    headline: `${layer.name}: ${layer.neurons} neurons, ${directionsInWords(directions)}, rank ${directions.rank}`,
    remarks: [
      ...(whole === null ? [] : [`accuracy of the unrestricted layer: ${whole.toFixed(DIGITS)}`]),
      ...(projected === null
        ? []
        : [
            `projected onto ${projected.k} directions (${projected.method}): residual ${residual?.toFixed(DIGITS)}${accuracy === null ? '' : `, accuracy ${accuracy.toFixed(DIGITS)}`}`,
          ]),
    ],
    tables: [
      curveTable(curve, { title: '', from: directions.from, evaluated }),
      ...distributed.map(
        ({ k, neurons, worth }): FactTable => ({
          title: `projected onto ${k} directions, then n neurons kept`,
          columns: [
            { name: 'n' },
            ...(['residual', 'agreement', 'accuracy'] as const).map((name) => ({ name, digits: DIGITS })),
          ],
          rows: neurons.map((n, i) => [
            n,
            worth.residual[i],
            worth.agreement?.[i] ?? null,
            worth.accuracy?.[i] ?? null,
          ]),
        }),
      ),
    ],
    warnings: report.warnings.map(({ message }) => message),
  };
}
