import { useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import type { WordsRun } from '../run/words-run.ts';
import { wordsTexts } from '../words-texts.ts';
import { AnsweredAt } from './answered-at.tsx';
import { FaultNotice } from './fault-notice.tsx';
import { RankedList } from './ranked-list.tsx';
import { useAnswer } from './use-answer.ts';
import { WordInput } from './word-input.tsx';

type Question = readonly [a: string, b: string, c: string];

const rows = 5;

/** a is to b as c is to what? Answered anew as it learns. */
export function Analogy({ run, list }: { readonly run: WordsRun; readonly list: string }) {
  const t = textsOf(wordsTexts);
  const example = run.facts.value?.examples.analogy ?? ['', '', ''];
  const [written, setWritten] = useState<Question>();
  const [asked, setAsked] = useState<Question>();
  const words = written ?? example;
  const [a, b, c] = asked ?? example;
  const {
    answer = [],
    step,
    fault,
  } = useAnswer(
    () => (a === '' || !run.seen.value ? undefined : run.call('analogy', [a, b, c])),
    [a, b, c, run.seen.value],
  );
  const change = (place: number) => (word: string) =>
    setWritten(words.map((old, n) => (n === place ? word : old)) as [string, string, string]);
  return (
    <section class="question" aria-labelledby="analogy-title">
      <h3 id="analogy-title">{t.analogy}</h3>
      <p class="quiet">{t.analogyAbout}</p>
      <form
        class="question-form"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(words);
        }}
      >
        {[t.analogyA, t.analogyB, t.analogyC].map((name, n) => (
          <WordInput key={n} name={name} value={words[n]!} list={list} onChange={change(n)} />
        ))}
        <button class="button" disabled={!run.isReady.value}>
          {t.ask}
        </button>
      </form>
      <FaultNotice fault={fault} />
      <RankedList
        title={a === '' ? t.answer : t.analogyAnswer(a, b, c)}
        rows={rows}
        items={answer.map(({ word, similarity }) => ({
          word,
          share: similarity,
          text: similarity.toFixed(2),
        }))}
      />
      <AnsweredAt step={step} />
    </section>
  );
}
