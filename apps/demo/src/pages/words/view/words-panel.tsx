import { language, textsOf } from '../../../i18n/language.ts';
import { listed } from '../../../i18n/punctuation.ts';
import { DownloadButton } from '../../../live/view/download-button.tsx';
import { Figure } from '../../../live/view/figure.tsx';
import { formatCount, formatShare } from '../../../live/view/format.ts';
import { RunPanel } from '../../../live/view/run-panel.tsx';
import type { WordsRun } from '../run/words-run.ts';
import { wordsTexts } from '../words-texts.ts';

const count = (number: number): string => formatCount(number, language.value);

/** The run panel, with how well the vectors are grouped. */
export function WordsPanel({ run }: { readonly run: WordsRun }) {
  const t = textsOf(wordsTexts);
  const facts = run.facts.value;
  const isOpened = run.phase.value === 'finished' && facts?.totalSteps === 0;
  return (
    <RunPanel
      run={run}
      onTakeUp={(id) => void run.openKept(id)}
      speed={t.speed}
      status={isOpened ? t.opened : undefined}
      figures={<WordsFigures run={run} />}
      buttons={
        <>
          <DownloadButton
            run={run}
            text={t.downloadModel}
            about={t.downloadModelAbout}
            fileName="rondo-words.safetensors"
            bytes={() => run.call('file', 'safetensors')}
          />
          <DownloadButton
            run={run}
            text={t.downloadText}
            about={t.downloadTextAbout}
            fileName="rondo-words.txt"
            bytes={() => run.call('file', 'word2vec')}
          />
        </>
      }
      about={
        facts &&
        t.facts(
          isOpened ? undefined : listed(t[facts.settings.text], t[facts.settings.model]),
          facts.settings.dimensions,
          count(facts.textWords),
          count(facts.vocabulary),
          count(facts.parameters),
          facts.backend.words,
        )
      }
    />
  );
}

function WordsFigures({ run }: { readonly run: WordsRun }) {
  const t = textsOf(wordsTexts);
  const facts = run.facts.value;
  const { purity, hits } = run.seen.value ?? {};
  const found = (
    <Figure
      name={t.purity}
      value={purity ? formatShare(purity.found) : '–'}
      about={purity ? t.byChance(formatShare(purity.byChance)) : t.purityAbout}
      isStrong
    />
  );
  if (facts?.popularHits === undefined) return found;
  return (
    <>
      {found}
      <Figure
        name={t.hits}
        value={hits === undefined ? '–' : formatShare(hits)}
        about={t.popularHits(formatShare(facts.popularHits))}
      />
    </>
  );
}
