import { textsOf } from '../../../i18n/language.ts';
import { formatShare } from '../../../live/view/format.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import type { AccuracyPoint } from '../worker/protocol.ts';

export interface AccuracyCurve {
  readonly name: string;
  readonly points: readonly AccuracyPoint[];
}

const marks = [0, 0.25, 0.5, 0.75, 1];

/** Right answers of one run or two as they learn. The first curve has the accent. */
export function AccuracyChart(props: {
  readonly curves: readonly AccuracyCurve[];
  readonly totalSteps: number;
}) {
  const t = textsOf(nonLocalTexts);
  const { curves } = props;
  const lastStep = Math.max(
    1,
    props.totalSteps,
    ...curves.map(({ points }) => points.at(-1)?.step ?? 0),
  );
  const now = curves.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [t.named(name, formatShare(last.accuracy))] : [];
  });
  return (
    <figure class="chart">
      <figcaption>
        <h3>{t.accuracyChart}</h3>
        <ul class="legend">
          {curves.map(({ name }, n) => (
            <li key={n} class={`legend-${n}`}>
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
      <div class="chart-box" role="img" aria-label={`${t.accuracyChart}. ${now.join('; ')}`}>
        {marks.map((mark) => (
          <span key={mark} class="chart-mark" style={{ bottom: `${100 * mark}%` }}>
            {100 * mark}
          </span>
        ))}
        <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          {curves.map(({ points }, n) => (
            <path key={n} class={`curve curve-${n}`} d={pathOf(points, lastStep)} />
          ))}
        </svg>
      </div>
      <p class="chart-axis quiet number" aria-hidden="true">
        <span>0</span>
        <span>{lastStep > 1 ? lastStep : ''}</span>
      </p>
      <p class="quiet">{t.accuracyAbout}</p>
    </figure>
  );
}

/** The path of a curve in a box of 1000 by 100. */
function pathOf(points: readonly AccuracyPoint[], lastStep: number): string {
  return points
    .map(({ step, accuracy }, n) => {
      const x = (1000 * step) / lastStep;
      return `${n === 0 ? 'M' : 'L'}${x.toFixed(1)} ${(100 * (1 - accuracy)).toFixed(2)}`;
    })
    .join('');
}
