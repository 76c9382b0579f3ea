import { useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import type { WordsRun } from '../run/words-run.ts';
import { wordsTexts } from '../words-texts.ts';
import { AnsweredAt } from './answered-at.tsx';
import { FaultNotice } from './fault-notice.tsx';
import { useAnswer } from './use-answer.ts';
import { WordInput } from './word-input.tsx';

/** How near two words are, as it learns. */
export function Similarity({ run, list }: { readonly run: WordsRun; readonly list: string }) {
  const t = textsOf(wordsTexts);
  const example = run.facts.value?.examples.pair ?? ['', ''];
  const [written, setWritten] = useState<readonly [string, string]>();
  const [asked, setAsked] = useState<readonly [string, string]>();
  const [first, second] = written ?? example;
  const [a, b] = asked ?? example;
  const { answer, step, fault } = useAnswer(
    () => (a === '' || !run.seen.value ? undefined : run.call('similarity', [a, b])),
    [a, b, run.seen.value],
  );
  return (
    <section class="question" aria-labelledby="similarity-title">
      <h3 id="similarity-title">{t.similarity}</h3>
      <p class="quiet">{t.similarityAbout}</p>
      <form
        class="question-form is-pair"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked([first, second]);
        }}
      >
        <WordInput
          name={t.firstWord}
          value={first}
          list={list}
          onChange={(word) => setWritten([word, second])}
        />
        <WordInput
          name={t.secondWord}
          value={second}
          list={list}
          onChange={(word) => setWritten([first, word])}
        />
        <button class="button" disabled={!run.isReady.value}>
          {t.ask}
        </button>
      </form>
      <FaultNotice fault={fault} />
      <p class="cosine">
        <span class="number" data-testid="similarity">
          {answer === undefined ? '–' : answer.toFixed(3)}
        </span>
        <span class="quiet">{a === '' ? '' : t.between(a, b)}</span>
      </p>
      <AnsweredAt step={step} />
    </section>
  );
}
