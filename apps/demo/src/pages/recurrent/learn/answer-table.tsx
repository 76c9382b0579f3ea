import { strengthStyle } from '../../../controls/number-grid.tsx';
import { language, textsOf } from '../../../i18n/language.ts';
import { formatCount, formatShare } from '../../../live/view/format.ts';
import { cellKinds } from '../cell/cell-kind.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { ScrollFrame } from '../view/scroll-frame.tsx';
import { learnRun } from './learn-run.ts';
import { learnTexts } from './learn-texts.ts';
import type { Sign } from './sequences.ts';

/** What the nets answer at each step of one sequence. */
export function AnswerTable() {
  const t = textsOf(learnTexts);
  const names = textsOf(recurrentTexts);
  const checked = learnRun.checked.value;
  return (
    <div class="net-answers">
      <h3>{t.answers}</h3>
      <p class="quiet">{t.answersAbout}</p>
      <p class="quiet number">
        {checked ? t.answeredAt(formatCount(checked.step, language.value)) : '\u00a0'}
      </p>
      <ScrollFrame label={t.answers}>
        {checked ? (
          <table class="grid answer-table" aria-label={t.answers}>
            <tbody>
              <tr>
                <th scope="row">{t.shown}</th>
                {checked.sample.signs.map((sign, step) => (
                  <td key={step}>
                    <SignCell sign={sign} />
                  </td>
                ))}
              </tr>
              <tr>
                <th scope="row">{t.wanted}</th>
                {checked.sample.answers.map((answer, step) => (
                  <td key={step}>
                    <span class="answer-cell">
                      {answer ?? <span class="visually-hidden">{t.nothing}</span>}
                    </span>
                  </td>
                ))}
              </tr>
              {cellKinds.map((kind) => (
                <tr key={kind}>
                  <th scope="row">{names[kind]}</th>
                  {checked.sample.answers.map((answer, step) => (
                    <td key={step}>
                      <AnswerCell wanted={answer} chance={checked.chances[kind][step]!} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p class="quiet">{t.answersNothing}</p>
        )}
      </ScrollFrame>
    </div>
  );
}

function SignCell({ sign }: { readonly sign: Sign }) {
  const t = textsOf(learnTexts);
  if (sign === 0 || sign === 1) return <span class="answer-cell is-shown">{sign}</span>;
  return (
    <span class="answer-cell" title={t[sign]}>
      <span aria-hidden="true">{sign === 'noise' ? '~' : '?'}</span>
      <span class="visually-hidden">{t[sign]}</span>
    </span>
  );
}

/** Where nothing is asked for, an answer has no colour. */
function AnswerCell(props: { readonly wanted: 0 | 1 | undefined; readonly chance: number }) {
  const { wanted, chance } = props;
  const t = textsOf(learnTexts);
  if (wanted === undefined) {
    return (
      <span class="answer-cell">
        <span class="visually-hidden">{t.nothing}</span>
      </span>
    );
  }
  const bit = Number(chance > 0.5);
  const isRight = bit === wanted;
  const sure = Math.max(chance, 1 - chance);
  const text = t.answer(bit, formatShare(sure), isRight);
  return (
    <span
      class={`grid-cell answer-cell${isRight ? '' : ' is-minus'}`}
      style={strengthStyle(2 * sure - 1)}
      title={text}
    >
      <span aria-hidden="true">{bit}</span>
      <span class="visually-hidden">{text}</span>
    </span>
  );
}
