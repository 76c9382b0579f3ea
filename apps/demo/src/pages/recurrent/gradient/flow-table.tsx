import { textsOf } from '../../../i18n/language.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { ScrollFrame } from '../view/scroll-frame.tsx';
import type { FlowCurve } from './flow-chart.tsx';
import { factorOf } from './factor-of.ts';
import { formatSize } from './format-size.ts';
import { gradientTexts } from './gradient-texts.ts';

/** Steps back from the end that have a column, where the sequence is long enough. */
const distances = [1, 5, 10, 20, 50, 100];

/** The gradients some steps back, in numbers. */
export function FlowTable(props: {
  readonly curves: readonly FlowCurve[];
  readonly length: number;
}) {
  const { curves, length } = props;
  const t = textsOf(gradientTexts);
  const names = textsOf(recurrentTexts);
  const columns = [...distances.filter((back) => back < length - 1), Math.max(1, length - 1)];
  return (
    <ScrollFrame label={t.table}>
      <table class="table flow-table">
        <thead>
          <tr>
            <th scope="col">{t.stepsBack}</th>
            {columns.map((back) => (
              <th key={back} scope="col">
                {back}
              </th>
            ))}
            <th scope="col">{t.factor}</th>
          </tr>
        </thead>
        <tbody>
          {curves.map(({ kind, values }) => (
            <tr key={kind}>
              <th scope="row">{names[kind]}</th>
              {columns.map((back) => (
                <td key={back}>{sizeAt(values, length - 1 - back)}</td>
              ))}
              <td>× {values.length > 0 ? factorOf(values).toFixed(2) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  );
}

function sizeAt(values: readonly number[], step: number): string {
  const value = values[step];
  return value === undefined ? '–' : formatSize(value);
}
