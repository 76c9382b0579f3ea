import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { useState } from 'preact/hooks';
import { format } from '../../controls/format-number.ts';
import { NumberGrid } from '../../controls/number-grid.tsx';
import { useAsync } from '../../controls/use-async.ts';
import { textsOf } from '../../i18n/language.ts';
import { route, setQuery } from '../../route/location.ts';
import { AttentionControls } from './attention-controls.tsx';
import { AttentionExplanation } from './attention-explanation.tsx';
import { attentionNumbers, type HeadNumbers } from './attention-numbers.ts';
import {
  queryOf,
  stateOf,
  withNumber,
  type AttentionState,
  type MatrixName,
} from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import type { Place } from './explain.ts';
import { MatrixInput } from './matrix-input.tsx';
import './attention-page.css';

// Sixteen numbers: the threads of a larger backend would only be waited for.
useBackend(cpu());

const matrixNames: readonly MatrixName[] = ['query', 'key', 'value'];

export function AttentionPage() {
  const t = textsOf(attentionTexts);
  const words = t.words.split(' ');
  const state = stateOf(route.value.query);
  const numbers = useAsync(() => attentionNumbers(state), JSON.stringify(state));
  const [shown, setShown] = useState(0);
  const [place, setPlace] = useState<Place>();
  const change = (changes: Partial<AttentionState>): void =>
    setQuery(queryOf({ ...state, ...changes }));
  const head = numbers?.[Math.min(shown, numbers.length - 1)];
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </section>
      <AttentionControls state={state} change={change} />
      <section class="step">
        <StepText title={t.inputs} text={t.inputsAbout} />
        <div class="matrices">
          {matrixNames.map((name) => (
            <MatrixInput
              key={name}
              name={t[name]}
              words={words}
              matrix={state[name]}
              onChange={(i, j, value) => change({ [name]: withNumber(state[name], i, j, value) })}
            />
          ))}
        </div>
        {state.positions && <p class="quiet">{t.positionsAbout}</p>}
      </section>
      {state.heads > 1 && <HeadChoice count={state.heads} shown={shown} onChoose={setShown} />}
      {head && <Steps {...{ head, state, words, place }} onLook={setPlace} change={change} />}
    </>
  );
}

interface StepsProps {
  readonly head: HeadNumbers;
  readonly state: AttentionState;
  readonly words: readonly string[];
  readonly place: Place | undefined;
  readonly onLook: (place: Place) => void;
  readonly change: (changes: Partial<AttentionState>) => void;
}

function Steps({ head, state, words, place, onLook, change }: StepsProps) {
  const t = textsOf(attentionTexts);
  const size = head.query[0]!.length;
  const grid = (step: Place['step']) => ({
    rowNames: words,
    marked: place?.step === step ? place : undefined,
    onLook: (row: number, column: number) => onLook({ step, row, column }),
  });
  const keyed = (step: 'scores' | 'weights', row: number, column: number, text: string) => ({
    text,
    label: `${t.queryOf(words[row]!)}, ${t.keyOf(words[column]!)}: ${text}`,
    strength: step === 'weights' ? head.weights[row]![column]! : 0,
    isOff: !state.mask[row]![column],
  });
  const toggle = (row: number, column: number): void =>
    change({
      mask: state.mask.map((old, i) =>
        old.map((may, j) => (i === row && j === column ? !may : may)),
      ),
    });
  return (
    <div class="steps">
      <section class="step">
        <StepText title={t.scores} text={t.scoresAbout(size, state.scaled)} hint={t.scoresHint} />
        <NumberGrid
          {...grid('scores')}
          label={t.scores}
          columnNames={words}
          cell={(row, column) => keyed('scores', row, column, format(head.scores[row]![column]!))}
          onPress={toggle}
        />
      </section>
      <section class="step">
        <StepText title={t.weights} text={t.weightsAbout} />
        <NumberGrid
          {...grid('weights')}
          label={t.weights}
          columnNames={words}
          cell={(row, column) => keyed('weights', row, column, format(head.weights[row]![column]!))}
        />
      </section>
      <section class="step">
        <StepText
          title={t.output}
          text={t.outputAbout}
          hint={state.mask.some((row) => !row.includes(true)) ? t.allMasked : undefined}
        />
        <NumberGrid
          {...grid('output')}
          label={t.output}
          columnNames={head.output[0]!.map((_, c) => String(c + 1))}
          cell={(row, column) => {
            const text = format(head.output[row]![column]!);
            return { text, label: `${words[row]!}, ${t.column(column + 1)}: ${text}` };
          }}
        />
      </section>
      <AttentionExplanation {...{ place, head, state, words }} />
    </div>
  );
}

function StepText(props: {
  readonly title: string;
  readonly text: string;
  readonly hint?: string | undefined;
}) {
  return (
    <div class="step-text">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.hint && <p class="quiet">{props.hint}</p>}
    </div>
  );
}

function HeadChoice(props: {
  readonly count: number;
  readonly shown: number;
  readonly onChoose: (head: number) => void;
}) {
  const t = textsOf(attentionTexts);
  return (
    <fieldset class="heads">
      <legend>{t.headShown}</legend>
      {Array.from({ length: props.count }, (_, head) => (
        <label class="check" key={head}>
          <input
            type="radio"
            name="head"
            checked={props.shown === head}
            onChange={() => props.onChoose(head)}
          />
          {head + 1}
        </label>
      ))}
      <p class="quiet">{t.headsAbout}</p>
    </fieldset>
  );
}
