import { useState } from 'preact/hooks';
import { textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../../live/live-texts.ts';
import { backendWish } from '../../live/run/backend-wish.ts';
import { KeptOffer } from '../../live/view/kept-offer.tsx';
import { LossChart } from '../../live/view/loss-chart.tsx';
import { route, setQuery } from '../../route/location.ts';
import { queryOf, settingsOf, type RunSettings } from './run/run-settings.ts';
import { ownText } from './run/own-text.ts';
import { keptTranslateRuns } from './run/kept-translate-runs.ts';
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

export function TranslatePage() {
  const t = textsOf(translateTexts);
  const settings = settingsOf(route.value.query);
  const [fault, setFault] = useState<unknown>();
  if (fault !== undefined) throw fault;
  const facts = mainRun.facts.value;
  const beside = otherRun.phase.value === 'empty' ? undefined : otherRun;
  const open = async (file: File): Promise<void> => {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      otherRun.end();
      await mainRun.openFile(bytes, ownText.value || undefined, backendWish());
    } catch (error) {
      setFault(error);
    }
  };
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
        runs={keptTranslateRuns}
        what={(kept) => `${t[kept.task]}, ${t[kept.model]}`}
        onTakeUp={() => void mainRun.openKept(backendWish())}
      />
      <SettingsForm
        settings={settings}
        isAgain={facts !== undefined}
        onChange={(changed) => setQuery(queryOf(changed))}
        onStart={() => start(settings)}
        onOpen={(file) => void open(file)}
      />
      <section class="run" aria-labelledby="run-title">
        <h2 id="run-title">{textsOf(liveTexts).run}</h2>
        <div class="run-columns">
          <TranslatePanel run={mainRun} beside={beside} />
          <RunLosses runs={beside ? [mainRun, beside] : [mainRun]} names={names} />
        </div>
        <SampleTable run={mainRun} beside={beside} />
      </section>
      <TryOut
        key={task}
        run={mainRun}
        beside={beside}
        suggestion={suggestions[task] || (facts?.examples[0]?.source ?? '')}
      />
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

function start(settings: RunSettings): void {
  const { isCompared, ...chosen } = settings;
  const wish = backendWish(isCompared ? 2 : 1);
  const text = settings.task === 'own' ? ownText.value : undefined;
  void mainRun.start({ ...chosen, isCompared: false }, text, wish);
  if (isCompared) {
    void otherRun.start({ ...chosen, model: 'plain', isCompared: false }, text, wish);
  } else otherRun.end();
}
