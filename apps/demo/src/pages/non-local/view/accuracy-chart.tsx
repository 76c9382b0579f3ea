import { LineChart } from '../../../chart/line-chart.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { named } from '../../../i18n/punctuation.ts';
import { liveTexts } from '../../../live/live-texts.ts';
import { formatShare } from '../../../live/view/format.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import type { AccuracyPoint } from '../worker/protocol.ts';

export interface AccuracyCurve {
  readonly name: string;
  readonly points: readonly AccuracyPoint[];
}

/** Right answers of one run or two as they learn. */
export function AccuracyChart(props: {
  readonly curves: readonly AccuracyCurve[];
  readonly totalSteps: number;
}) {
  const t = textsOf(nonLocalTexts);
  const live = textsOf(liveTexts);
  const { curves, totalSteps } = props;
  const lastStep = Math.max(1, totalSteps, ...curves.map(({ points }) => points.at(-1)?.step ?? 0));
  const now = curves.flatMap(({ name, points }) => {
    const last = points.at(-1);
    return last ? [named(name, formatShare(last.accuracy))] : [];
  });
  return (
    <LineChart
      title={t.accuracyChart}
      curves={curves.map(({ name, points }) => ({
        name,
        at: points.map(({ step }) => step),
        values: points.map(({ accuracy }) => accuracy),
      }))}
      summary={now.join('; ')}
      across={{ label: live.step, from: 0, to: lastStep, place: live.atStep }}
      up={{
        label: t.accuracyAxis,
        scale: { kind: 'linear', from: 0, to: 1 },
        mark: (share) => String(Math.round(100 * share)),
        format: formatShare,
      }}
      about={t.accuracyAbout}
    />
  );
}
