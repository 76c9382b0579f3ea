import { UnknownSettings } from '../../controls/unknown-settings.tsx';
import { textsOf } from '../../i18n/language.ts';
import { listed } from '../../i18n/punctuation.ts';
import { liveTexts } from '../../live/live-texts.ts';
import { KeptOffer } from '../../live/view/kept-offer.tsx';
import { OncePanelBegun } from '../../live/view/begun.tsx';
import { LossChart } from '../../live/view/loss-chart.tsx';
import { route, setQuery } from '../../route/location.ts';
import { queryOf, settingsOf } from './run/run-settings.ts';
import { openFile, runPair, start } from './run/begin-runs.ts';
import { mainRun, otherRun } from './run/runs.ts';
import type { TranslateRun } from './run/translate-run.ts';
import { translateTexts } from './translate-texts.ts';
import { SampleTable } from './view/sample-table.tsx';
import { SettingsForm } from './view/settings-form.tsx';
import { TranslatePanel } from './view/translate-panel.tsx';
import { TryOut } from './view/try-out.tsx';
import '../../live/live.css';
import './translate-page.css';

const suggestions = {
  dates: 'OCT 8, 1989',
  reverse: '3 1 4 1 5 9',
  addition: '37+105',
  own: '',
} as const;

const isNumber = (text: string): boolean => /^[1-9]\d?$/.test(text);
const takeUp = (id: string): void => void runPair.takeUp(id);

export function TranslatePage() {
  const t = textsOf(translateTexts);
  const settings = settingsOf(route.value.query);
  const facts = mainRun.facts.value;
  const beside = otherRun.phase.value === 'empty' ? undefined : otherRun;
  const names = beside
    ? [t.withAttention, t.withoutAttention]
    : [t[facts?.settings.model ?? settings.model]];
  const task = facts?.settings.task ?? settings.task;
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </section>
      <KeptOffer
        run={mainRun}
        runs={runPair}
        what={(kept) =>
          listed(t[kept.task], t[kept.model]) + (kept.isCompared ? ` + ${t.plain}` : '')
        }
        onTakeUp={takeUp}
      >
        <UnknownSettings
          known={{
            task: settings.task,
            model: settings.model,
            size: settings.size,
            layers: settings.layers,
            epochs: settings.epochs,
            seed: settings.seed,
            compare: settings.isCompared ? 'yes' : 'no',
            // Which there are, the model tells.
            layer: isNumber,
            head: (text) => isNumber(text) || text === 'mean',
          }}
        />
        <SettingsForm
          settings={settings}
          isAgain={facts !== undefined}
          onChange={(changed) => setQuery(queryOf(changed))}
          onStart={() => void start(settings)}
          onOpen={(file) => void openFile(file)}
        />
        <section class="run" aria-labelledby="run-title">
          <h2 id="run-title">{textsOf(liveTexts).run}</h2>
          <OncePanelBegun run={mainRun} until={t.willLearn}>
            <div class="run-columns">
              <TranslatePanel run={mainRun} beside={beside} onTakeUp={takeUp} />
              <RunLosses runs={beside ? [mainRun, beside] : [mainRun]} names={names} />
            </div>
            <SampleTable run={mainRun} beside={beside} />
          </OncePanelBegun>
        </section>
        <TryOut
          key={task}
          run={mainRun}
          beside={beside}
          suggestion={suggestions[task] || (facts?.examples[0]?.source ?? '')}
        />
      </KeptOffer>
    </>
  );
}

/** Apart from the page, which would else be drawn anew with every few steps. */
function RunLosses(props: {
  readonly runs: readonly TranslateRun[];
  readonly names: readonly string[];
}) {
  const curves = props.runs.map(({ losses }, n) => ({
    name: props.names[n]!,
    points: losses.value,
  }));
  const { lossAbout } = textsOf(translateTexts);
  return <LossChart curves={curves} totalSteps={mainRun.totalSteps.value} about={lossAbout} />;
}
