import { workOf } from '@rondo/workloads';
import { textsOf } from '../../../i18n/language.ts';
import { benchmarkTexts } from '../benchmark-texts.ts';
import { isTimed, sortedIds } from '../record/record.ts';
import { offered } from '../run/benchmark-settings.ts';
import type { Bar, BarGroup } from './bars.ts';
import { contestantName } from './contestant-name.ts';
import { formatRatio, formatTime } from './format.ts';
import { workloadText } from './workload-text.ts';

/** All numbers: a row for each workload, and one more where there are results beside. */
export function NumberTable(props: {
  readonly groups: readonly BarGroup[];
  readonly isCompared: boolean;
}) {
  const t = textsOf(benchmarkTexts);
  const { groups, isCompared } = props;
  const ids = sortedIds(groups.flatMap(({ bars }) => bars.map(({ id }) => id)));
  const sides = isCompared ? [false, true] : [false];
  return (
    <div class="bench-numbers">
      <h3 id="bench-table">{t.table}</h3>
      <p class="quiet">{t.tableAbout}</p>
      <div class="bench-frame" tabIndex={0} role="region" aria-labelledby="bench-table">
        {/* On a phone each row is a block, and a table only to those who say so. */}
        <table class="table" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader">
                {t.workColumn}
              </th>
              {isCompared && <td role="cell" />}
              {ids.map((id) => (
                <th key={id} scope="col" role="columnheader">
                  {contestantName(id)}
                </th>
              ))}
            </tr>
          </thead>
          {groups.map(({ workload, bars }) => {
            const { title, sizes } = workloadText(workload);
            return (
              <tbody key={workload} role="rowgroup">
                {sides.map((isBeside) => (
                  <tr key={String(isBeside)} role="row" class={isBeside ? 'is-beside' : ''}>
                    {!isBeside && (
                      <th scope="rowgroup" role="rowheader" rowSpan={sides.length}>
                        {title}
                        <br />
                        {sizes}
                      </th>
                    )}
                    {isCompared && (
                      <th scope="row" role="rowheader">
                        {isBeside ? t.beside : t.these}
                      </th>
                    )}
                    {ids.map((id) => (
                      <td key={id} role="cell" data-name={contestantName(id)}>
                        <Numbers
                          workload={workload}
                          bar={bars.find((bar) => bar.id === id && bar.isBeside === isBeside)}
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            );
          })}
        </table>
      </div>
    </div>
  );
}

function Numbers({ workload, bar }: { readonly workload: string; readonly bar: Bar | undefined }) {
  const t = textsOf(benchmarkTexts);
  if (!bar?.cell) return <span class="quiet">–</span>;
  const { cell, ratio } = bar;
  if (!isTimed(cell)) return <span class="quiet">{cell.reason}</span>;
  const { milliseconds, spread } = cell;
  const operations = operationsOf(workload);
  const rate = operations && t.rate(formatRatio(operations / milliseconds / 1e6));
  return (
    <>
      <span class="bench-time">{formatTime(milliseconds)}</span>{' '}
      <span class="bench-more">
        {[
          ratio === undefined || bar.id === '1' ? undefined : t.times(formatRatio(ratio)),
          t.spread(Math.round(100 * spread)),
          rate,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}

function operationsOf(name: string): number | undefined {
  const workload = offered.find((one) => one.name === name);
  const work = workload && workOf(workload);
  return work && 'operations' in work ? work.operations : undefined;
}
