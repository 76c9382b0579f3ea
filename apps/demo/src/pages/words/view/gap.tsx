import { useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { formatShare } from '../../../live/view/format.ts';
import type { WordsRun } from '../run/words-run.ts';
import { wordsTexts } from '../words-texts.ts';
import { AnsweredAt } from './answered-at.tsx';
import { FaultNotice } from './fault-notice.tsx';
import { RankedList } from './ranked-list.tsx';
import { useAnswer } from './use-answer.ts';

const rows = 10;

/** The words for a gap, with how probable each is. */
export function Gap({ run }: { readonly run: WordsRun }) {
  const t = textsOf(wordsTexts);
  const example = run.facts.value?.examples.gap ?? '';
  const [written, setWritten] = useState<string>();
  const [asked, setAsked] = useState<string>();
  const text = asked ?? example;
  const { answer, step, fault } = useAnswer(
    () => (text === '' || !run.seen.value ? undefined : run.call('fill', text)),
    [text, run.seen.value],
  );
  const candidates = answer?.candidates ?? [];
  const most = candidates[0]?.probability ?? 1;
  return (
    <section class="question is-tall" aria-labelledby="gap-title">
      <h3 id="gap-title">{t.gap}</h3>
      <p class="quiet">{t.gapAbout}</p>
      <form
        class="question-form is-wide"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(written ?? example);
        }}
      >
        <label class="field">
          <span>{t.gapText}</span>
          <input
            type="text"
            required
            spellcheck={false}
            autocomplete="off"
            value={written ?? example}
            onInput={({ currentTarget }) => setWritten(currentTarget.value)}
          />
        </label>
        <button class="button" disabled={!run.isReady.value}>
          {t.ask}
        </button>
      </form>
      <FaultNotice fault={fault} />
      <RankedList
        title={answer ? t.gapFrom(answer.from.join(' · ')) : t.answer}
        rows={rows}
        items={candidates.map(({ word, probability }) => ({
          word,
          share: probability / most,
          text: formatShare(probability),
        }))}
      />
      {answer && answer.unknown.length > 0 && (
        <p class="quiet">{t.unknown(answer.unknown.join(' '))}</p>
      )}
      <AnsweredAt step={step} />
    </section>
  );
}
