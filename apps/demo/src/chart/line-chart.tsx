import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import 'uplot/dist/uPlot.min.css';
import { textsOf } from '../i18n/language.ts';
import './chart.css';
import { ChartLegend } from './chart-legend.tsx';
import type { Across, Curve, Reading, Up } from './chart-parts.ts';
import { chartTexts } from './chart-texts.ts';
import { usePlot } from './use-plot.ts';

export interface LineChartProps {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** The newest numbers in words. */
  readonly summary: string;
  readonly across: Across;
  readonly up: Up;
  /** What the values mean. */
  readonly about?: string;
}

/** Curves over steps. A pointer, a finger or the arrow keys read their numbers; the first curve has the accent. */
export function LineChart(props: LineChartProps) {
  const { title, curves, summary, across, up, about } = props;
  const t = textsOf(chartTexts);
  const figure = useRef<HTMLElement>(null);
  const [reading, setReading] = useState<Reading>();
  const [hidden, setHidden] = useState<readonly number[]>([]);
  const { plot, hasFailed } = usePlot(figure, props, setReading);
  useEffect(() => hidden.forEach((curve) => plot?.hide(curve, true)), [plot]);
  const hide = (curve: number): void => {
    const isHidden = !hidden.includes(curve);
    setHidden(isHidden ? [...hidden, curve] : hidden.filter((one) => one !== curve));
    plot?.hide(curve, isHidden);
  };
  const last = new Set(curves.flatMap(({ at }) => at)).size - 1;
  const hint = curves.length > 1 ? t.hintOfSeveral : t.hint;
  const place = reading && across.place(reading.at);
  const values = reading ? valuesIn(reading) : [];

  /** The values at the cursor of the curves that are shown. */
  function valuesIn(read: Reading): string[] {
    return curves.flatMap(({ name }, n) => {
      const value = read.values[n];
      return value === undefined || hidden.includes(n) ? [] : [t.named(name, up.format(value))];
    });
  }

  return (
    <figure class="chart" ref={figure}>
      <figcaption>
        <h3>{title}</h3>
        <ChartLegend names={curves.map(({ name }) => name)} hidden={hidden} onPress={hide} />
      </figcaption>
      <div class="chart-box">
        <div class="chart-plot" role="img" aria-label={`${title}. ${summary}`} />
        {hasFailed && <p class="quiet">{t.notLoaded(summary)}</p>}
        <input
          class="chart-cursor"
          type="range"
          min={0}
          max={Math.max(0, last)}
          value={reading?.index ?? last}
          disabled={!plot || last < 0}
          aria-label={t.cursor(title)}
          aria-valuetext={place === undefined ? summary : t.read(place, values.join('; '))}
          onFocus={() => plot?.goTo(reading?.index ?? last)}
          onInput={({ currentTarget }) => plot?.goTo(currentTarget.valueAsNumber)}
          onBlur={() => plot?.leave()}
        />
      </div>
      <p class="chart-reading quiet">
        {place === undefined ? last >= 0 && hint : t.read(place, '')}
        {values.map((value, n) => (
          <Fragment key={n}>
            {n > 0 && '; '}
            <span>{value}</span>
          </Fragment>
        ))}
      </p>
      {about !== undefined && <p class="quiet">{about}</p>}
    </figure>
  );
}
