import { Check } from '../../controls/check.tsx';
import { UnknownSettings } from '../../controls/unknown-settings.tsx';
import { textsOf } from '../../i18n/language.ts';
import { listed } from '../../i18n/punctuation.ts';
import { liveTexts } from '../../live/live-texts.ts';
import { bytesFor } from '../../live/run/bytes-for.ts';
import { KeptOffer } from '../../live/view/kept-offer.tsx';
import { OncePanelBegun, useBegun } from '../../live/view/begun.tsx';
import { LossChart } from '../../live/view/loss-chart.tsx';
import { route, setQuery } from '../../route/location.ts';
import { keptWordsRuns } from './run/kept-words-runs.ts';
import { ownWordsText, wordsRun } from './run/words-run.ts';
import { queryOf, settingsOf } from './run/words-settings.ts';
import { Analogy } from './view/analogy.tsx';
import { Basket } from './view/basket.tsx';
import { Gap } from './view/gap.tsx';
import { parseView } from './map/map-view.ts';
import { MapSection } from './map/map-section.tsx';
import { Similarity } from './view/similarity.tsx';
import { WordsForm } from './view/words-form.tsx';
import { WordsPanel } from './view/words-panel.tsx';
import { wordsTexts } from './words-texts.ts';
import '../../live/live.css';
import './words-page.css';

const wordList = 'words-of-the-text';

/** Takes up a file of vectors. */
async function open(file: File): Promise<void> {
  const bytes = await bytesFor(wordsRun, file);
  if (bytes) await wordsRun.openFile(bytes, file.name);
}

export function WordsPage() {
  const t = textsOf(wordsTexts);
  const settings = settingsOf(route.value.query);
  const facts = wordsRun.facts.value;
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </section>
      <KeptOffer
        run={wordsRun}
        runs={keptWordsRuns}
        what={(kept) => listed(t[kept.text], t[kept.model])}
        onTakeUp={(id) => void wordsRun.openKept(id)}
      >
        <UnknownSettings
          known={{
            ...settings,
            map: (text) => text === 'pca' || text === 'umap',
            view: (text) => parseView(text) !== undefined,
            // The vectors say whether they have it.
            word: () => true,
          }}
        />
        <WordsForm
          settings={settings}
          isAgain={facts !== undefined}
          onChange={(changed) =>
            setQuery({ ...queryOf(changed), word: undefined, view: undefined })
          }
          onStart={() => void wordsRun.start(settings, ownWordsText.value)}
          onOpen={(file) => void open(file)}
        />
        <section class="run" aria-labelledby="run-title">
          <h2 id="run-title">{textsOf(liveTexts).run}</h2>
          <Check
            text={t.slowly}
            isChecked={wordsRun.isSlow.value}
            onChange={(isSlow) => void wordsRun.goSlowly(isSlow)}
          />
          <OncePanelBegun run={wordsRun} until={t.willLearn}>
            <div class="run-columns">
              <WordsPanel run={wordsRun} />
              <Losses name={t[facts?.settings.model ?? settings.model]} />
            </div>
          </OncePanelBegun>
        </section>
        <MapSection run={wordsRun} list={wordList} />
        <Questions isBaskets={(facts?.settings.text ?? settings.text) === 'baskets'} />
      </KeptOffer>
    </>
  );
}

/** Apart from the page, which would else be drawn anew with every few steps. */
function Losses({ name }: { readonly name: string }) {
  const curves = [{ name, points: wordsRun.losses.value }];
  const { lossAbout } = textsOf(wordsTexts);
  return <LossChart curves={curves} totalSteps={wordsRun.totalSteps.value} about={lossAbout} />;
}

/** What one can ask the vectors. */
function Questions({ isBaskets }: { readonly isBaskets: boolean }) {
  const t = textsOf(wordsTexts);
  const facts = wordsRun.facts.value;
  const isBegun = useBegun(wordsRun);
  const canFill = facts?.canFill ?? !isBaskets;
  return (
    <section class="try-out" aria-labelledby="ask-title">
      <h2 id="ask-title">{t.askTitle}</h2>
      <p>{facts ? t.askAbout : t.needVectors}</p>
      <datalist id={wordList}>
        {facts?.words.map((word) => (
          <option key={word} value={word} />
        ))}
      </datalist>
      {isBegun && (
        <div class="questions" key={facts?.examples.word ?? ''}>
          {isBaskets && <Basket run={wordsRun} list={wordList} />}
          {!isBaskets && <Analogy run={wordsRun} list={wordList} />}
          {!isBaskets && canFill && <Gap run={wordsRun} />}
          <Similarity run={wordsRun} list={wordList} />
        </div>
      )}
    </section>
  );
}
