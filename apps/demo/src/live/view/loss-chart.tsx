import { LineChart } from '../../chart/line-chart.tsx';
import { textsOf } from '../../i18n/language.ts';
import { named } from '../../i18n/punctuation.ts';
import { liveTexts } from '../live-texts.ts';
import type { LossPoint } from '../run/loss-series.ts';
import { formatLoss } from './format.ts';

export interface LossCurve {
  readonly name: string;
  readonly points: readonly LossPoint[];
}

/** The losses of runs side by side. */
export function LossChart(props: {
  readonly curves: readonly LossCurve[];
  readonly totalSteps: number;
  /** What this loss means. */
  readonly about: string;
}) {
  const t = textsOf(liveTexts);
  const { curves, totalSteps, about } = props;
  const lastStep = Math.max(1, totalSteps, ...curves.map(({ points }) => points.at(-1)?.step ?? 0));
  const now = curves.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [named(name, formatLoss(last.loss))] : [];
  });
  return (
    <LineChart
      title={t.lossChart}
      curves={curves.map(({ name, points }) => ({
        name,
        at: points.map(({ step }) => step),
        values: points.map(({ loss }) => loss),
      }))}
      summary={now.join('; ')}
      across={{ label: t.step, from: 0, to: lastStep, place: t.atStep }}
      up={{
        label: t.lossAxis,
        scale: { kind: 'log', least: 1e-4 },
        mark: String,
        format: formatLoss,
      }}
      about={about}
    />
  );
}
