import { Choice } from '../../../controls/choice.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { route, setQuery } from '../../../route/location.ts';
import { cellKinds } from '../cell/cell-kind.ts';
import { Slider } from '../view/slider.tsx';
import { flowOf, flowRanges, queryOfFlow, usualFlow, type FlowSettings } from './flow-settings.ts';
import { FlowChart } from './flow-chart.tsx';
import { FlowTable } from './flow-table.tsx';
import { gradientTexts } from './gradient-texts.ts';
import { useGradientFlow } from './use-gradient-flow.ts';

/** How gradients fade on their way back through time. */
export function GradientSection() {
  const t = textsOf(gradientTexts);
  const settings = flowOf(route.value.query);
  const flows = useGradientFlow(settings);
  const change = (changes: Partial<FlowSettings>): void =>
    setQuery(queryOfFlow({ ...settings, ...changes }));
  // Names and rows stand before the numbers are there, so that nothing moves.
  const curves = cellKinds.map((kind) => ({
    kind,
    values: flows?.find((flow) => flow.kind === kind)?.[settings.shown] ?? [],
  }));
  return (
    <section class="recurrent-part">
      <div class="part-text">
        <h2>{t.title}</h2>
        <p>{t.about}</p>
      </div>
      <div class="sliders">
        <Slider
          name={t.length}
          value={settings.length}
          range={flowRanges.length}
          onChange={(length) => change({ length })}
        />
        <Slider
          name={t.radius}
          value={settings.radius}
          range={flowRanges.radius}
          onChange={(radius) => change({ radius })}
        />
        <Slider
          name={t.keepBias}
          value={settings.keepBias}
          range={flowRanges.keepBias}
          onChange={(keepBias) => change({ keepBias })}
        />
      </div>
      <div class="flow-choice">
        <Choice
          name={t.shown}
          values={['state', 'input']}
          value={settings.shown}
          textOf={(shown) => (shown === 'state' ? t.ofState : t.ofInput)}
          onChange={(shown) => change({ shown })}
        />
        <div class="buttons">
          <button
            type="button"
            class="button"
            onClick={() => change({ seed: (settings.seed % 1e6) + 1 })}
          >
            {t.drawAgain}
          </button>
          <button type="button" class="button" onClick={() => change(usualFlow)}>
            {t.reset}
          </button>
        </div>
      </div>
      <p class="quiet">{settings.shown === 'state' ? t.stateAbout : t.inputAbout}</p>
      <FlowChart curves={curves} length={settings.length} shown={settings.shown} />
      <FlowTable curves={curves} length={flows?.[0]?.state.length ?? settings.length} />
      <p class="quiet">{t.controlsAbout}</p>
    </section>
  );
}
