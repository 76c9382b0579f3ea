import { textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../live-texts.ts';
import type { LossPoint } from '../run/loss-series.ts';
import { formatLoss } from './format.ts';
import { heightOf, lossPath, lossScale } from './loss-scale.ts';

export interface LossCurve {
  readonly name: string;
  readonly points: readonly LossPoint[];
}

/** The losses of one run or two. The first curve has the accent. */
export function LossChart(props: {
  readonly curves: readonly LossCurve[];
  readonly totalSteps: number;
  /** What this loss means. */
  readonly about: string;
}) {
  const t = textsOf(liveTexts);
  const { curves, totalSteps, about } = props;
  const scale = lossScale(
    curves.map(({ points }) => points),
    totalSteps,
  );
  const now = curves.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [t.named(name, formatLoss(last.loss))] : [];
  });
  return (
    <figure class="chart">
      <figcaption>
        <h3>{t.lossChart}</h3>
        <ul class="legend">
          {curves.map(({ name }, n) => (
            <li key={n} class={`legend-${n}`}>
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="chart-box" role="img" aria-label={`${t.lossChart}. ${now.join('; ')}`}>
        {scale.marks.map((mark) => (
          <span
            key={mark}
            class="chart-mark"
            style={{ bottom: `${(100 * heightOf(mark, scale)).toFixed(2)}%` }}
          >
            {mark}
          </span>
        ))}
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          {curves.map(({ points }, n) => (
            <path key={n} class={`curve curve-${n}`} d={lossPath(points, scale)} />
          ))}
        </svg>
      </div>
      <p class="chart-axis quiet number" aria-hidden="true">
        <span>0</span>
        <span>{scale.lastStep > 1 ? scale.lastStep : ''}</span>
      </p>
      <p class="quiet">{about}</p>
    </figure>
  );
}
