import { textsOf } from '../../../i18n/language.ts';
import { benchmarkTexts } from '../benchmark-texts.ts';
import { isTimed } from '../record/record.ts';
import type { Bar, BarGroup } from './bars.ts';
import { contestantName } from './contestant-name.ts';
import { formatRatio, formatTime } from './format.ts';
import { workloadText } from './workload-text.ts';

/** A bar for each time; the table below it has the same numbers in words. */
export function BarChart(props: {
  readonly groups: readonly BarGroup[];
  readonly isCompared: boolean;
}) {
  const t = textsOf(benchmarkTexts);
  return (
    <figure class="bench-chart">
      <figcaption>
        <h3>{t.chart}</h3>
        <p class="quiet">{t.resultsAbout}</p>
        {props.isCompared && (
          <ul class="bench-legend quiet">
            <li>{t.these}</li>
            <li class="is-beside">{t.beside}</li>
          </ul>
        )}
      </figcaption>
      <div class="bench-groups" aria-hidden="true">
        {props.groups.map(({ workload, bars }) => {
          const { title, sizes } = workloadText(workload);
          return (
            <div key={workload} class="bench-group">
              <p class="bench-group-title">
                {title} <span class="quiet">{sizes}</span>
              </p>
              {bars.map((bar) => (
                <BarRow key={`${bar.id} ${bar.isBeside}`} bar={bar} />
              ))}
            </div>
          );
        })}
      </div>
    </figure>
  );
}

function BarRow({ bar: { id, cell, length, ratio, isBeside } }: { readonly bar: Bar }) {
  const t = textsOf(benchmarkTexts);
  const style = { '--length': `${(100 * length).toFixed(1)}%` };
  return (
    <div class={isBeside ? 'bench-bar is-beside' : 'bench-bar'}>
      <span class="bench-bar-name">{contestantName(id)}</span>
      <span class="bench-bar-track" style={style} />
      <span class="number">
        {isTimed(cell) ? formatTime(cell.milliseconds) : '–'}
        {ratio !== undefined && id !== '1' && (
          <span class="bench-ratio"> {t.times(formatRatio(ratio))}</span>
        )}
      </span>
    </div>
  );
}
