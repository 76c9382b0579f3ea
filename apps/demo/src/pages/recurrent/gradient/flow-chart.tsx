import { LineChart } from '../../../chart/line-chart.tsx';
import { textsOf } from '../../../i18n/language.ts';
import type { CellKind } from '../cell/cell-kind.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import type { Shown } from './flow-settings.ts';
import { formatPower, formatSize } from './format-size.ts';
import { gradientTexts } from './gradient-texts.ts';

/** A gradient at all steps of one cell. */
export interface FlowCurve {
  readonly kind: CellKind;
  readonly values: readonly number[];
}

/** float32 holds nothing smaller: such gradients are gone. */
const least = 1e-45;

/** Gradients by step, on a logarithmic scale. */
export function FlowChart(props: {
  readonly curves: readonly FlowCurve[];
  readonly length: number;
  readonly shown: Shown;
}) {
  const { curves, length, shown } = props;
  const t = textsOf(gradientTexts);
  const names = textsOf(recurrentTexts);
  const said = curves.flatMap(({ kind, values: [first] }) =>
    first === undefined ? [] : [t.atFirst(names[kind], formatSize(first))],
  );
  return (
    <LineChart
      title={shown === 'state' ? t.stateChart : t.inputChart}
      curves={curves.map(({ kind, values }) => ({
        name: names[kind],
        at: values.map((_, step) => step + 1),
        values,
      }))}
      summary={said.join('; ')}
      across={{ label: t.step, from: 1, to: length, place: (step) => `t = ${step}` }}
      up={{
        label: shown === 'state' ? t.stateAxis : t.inputAxis,
        scale: { kind: 'log', holds: [1e-3, 1], least, isOfPowers: true },
        mark: (size) => formatPower(Math.round(Math.log10(size))),
        format: formatSize,
      }}
    />
  );
}
