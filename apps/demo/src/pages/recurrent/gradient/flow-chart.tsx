import { textsOf } from '../../../i18n/language.ts';
import type { CellKind } from '../cell/cell-kind.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import type { Shown } from './flow-settings.ts';
import { flowHeight, flowPath, flowScale, formatPower, formatSize } from './flow-scale.ts';
import { gradientTexts } from './gradient-texts.ts';

/** A gradient at all steps of one cell. */
export interface FlowCurve {
  readonly kind: CellKind;
  readonly values: readonly number[];
}

/** Gradients by step, on a logarithmic scale. */
export function FlowChart(props: {
  readonly curves: readonly FlowCurve[];
  readonly length: number;
  readonly shown: Shown;
}) {
  const { curves, length, shown } = props;
  const t = textsOf(gradientTexts);
  const names = textsOf(recurrentTexts);
  const scale = flowScale(curves.map(({ values }) => values));
  const title = shown === 'state' ? t.stateChart : t.inputChart;
  const said = curves.flatMap(({ kind, values: [first] }) =>
    first === undefined ? [] : [t.atFirst(names[kind], formatSize(first))],
  );
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <ul class="legend">
          {curves.map(({ kind }, n) => (
            <li key={kind} class={`legend-${n}`}>
              {names[kind]}
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="chart-box flow-box" role="img" aria-label={`${title}. ${said.join('; ')}`}>
        {scale.marks.map((power) => (
          <span
            key={power}
            class="chart-mark"
            style={{ bottom: `${(100 * flowHeight(10 ** power, scale)).toFixed(2)}%` }}
          >
            {formatPower(power)}
          </span>
        ))}
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          {curves.map(({ kind, values }, n) => (
            <path key={kind} class={`curve curve-${n}`} d={flowPath(values, scale)} />
          ))}
        </svg>
      </div>
      <p class="chart-axis quiet number" aria-hidden="true">
        <span>t = 1</span>
        <span>t = {length}</span>
      </p>
    </figure>
  );
}
