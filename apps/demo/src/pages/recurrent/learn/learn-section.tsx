import { textsOf } from '../../../i18n/language.ts';
import { aside, listed, named } from '../../../i18n/punctuation.ts';
import { backendWish } from '../../../live/run/backend-wish.ts';
import { bytesFor } from '../../../live/run/bytes-for.ts';
import { KeptOffer } from '../../../live/view/kept-offer.tsx';
import { OncePanelBegun } from '../../../live/view/begun.tsx';
import { LossChart } from '../../../live/view/loss-chart.tsx';
import { route, setQuery } from '../../../route/location.ts';
import { cellKinds } from '../cell/cell-kind.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { AnswerTable } from './answer-table.tsx';
import { keptLearnRuns } from './kept-learn-runs.ts';
import { LearnForm } from './learn-form.tsx';
import { LearnPanel } from './learn-panel.tsx';
import { learnRun } from './learn-run.ts';
import { learningOf, queryOfLearning } from './learn-settings.ts';
import { learnTexts } from './learn-texts.ts';

/** Three nets that learn to remember, side by side. */
export function LearnSection() {
  const t = textsOf(learnTexts);
  const settings = learningOf(route.value.query);
  return (
    <section class="recurrent-part" aria-labelledby="learn-title">
      <div class="part-text">
        <h2 id="learn-title">{t.title}</h2>
        <p>{t.about}</p>
      </div>
      <KeptOffer
        run={learnRun}
        runs={keptLearnRuns}
        what={({ task, delay, units }) =>
          listed(aside(t[task], String(delay)), named(t.units, units))
        }
        onTakeUp={takeUp}
      >
        <LearnForm
          settings={settings}
          isAgain={learnRun.facts.value !== undefined}
          onChange={(changed) => setQuery(queryOfLearning(changed))}
          onStart={() => void learnRun.start(settings, backendWish())}
          onOpen={(file) => void open(file)}
        />
        <OncePanelBegun run={learnRun} until={t.willLearn}>
          <div class="run-columns">
            <LearnPanel onTakeUp={takeUp} />
            <LearnCurves />
          </div>
          <AnswerTable />
        </OncePanelBegun>
      </KeptOffer>
    </section>
  );
}

function takeUp(id: string): void {
  void learnRun.openKept(id, backendWish());
}

/** Takes up a file that was downloaded here. */
async function open(file: File): Promise<void> {
  const bytes = await bytesFor(learnRun, file);
  if (bytes) await learnRun.openFile(bytes, backendWish());
}

/** Apart from the section, which would else be drawn anew with every few steps. */
function LearnCurves() {
  const t = textsOf(learnTexts);
  const names = textsOf(recurrentTexts);
  const points = learnRun.curves.value;
  return (
    <LossChart
      curves={cellKinds.map((kind) => ({ name: names[kind], points: points?.[kind] ?? [] }))}
      totalSteps={learnRun.totalSteps.value}
      about={t.lossAbout}
    />
  );
}
