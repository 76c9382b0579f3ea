import { useBackend } from '@rondo/tensor';
import { useState } from 'preact/hooks';
import { pageBackend } from '../../backend/page-backend.ts';
import { useAsync } from '../../controls/use-async.ts';
import { UnknownSettings } from '../../controls/unknown-settings.tsx';
import { textsOf } from '../../i18n/language.ts';
import { route, setQuery } from '../../route/location.ts';
import { AttentionControls } from './attention-controls.tsx';
import { AttentionExplanation } from './attention-explanation.tsx';
import { attentionNumbers } from './attention-numbers.ts';
import {
  inputNames,
  queryOf,
  settingsOf,
  stateOf,
  withNumber,
  type AttentionState,
} from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import type { Place } from './explain.ts';
import { HeadSteps } from './head-steps.tsx';
import { PositionStep, ProjectionStep } from './input-steps.tsx';
import { MatrixInput } from './matrix-input.tsx';
import { StepText } from './step-text.tsx';
import { TogetherStep } from './together-step.tsx';
import './attention-page.css';

useBackend(pageBackend);

/** Changes the state that the page now has, not the one that was last drawn. */
function change(changes: Partial<AttentionState>): void {
  setQuery(queryOf({ ...stateOf(route.peek().query), ...changes }));
}

export function AttentionPage() {
  const t = textsOf(attentionTexts);
  const words = t.words.split(' ');
  const wanted = stateOf(route.value.query);
  const computed = useAsync(
    async () => ({ state: wanted, numbers: await attentionNumbers(wanted) }),
    JSON.stringify(wanted),
  );
  const [place, onLook] = useState<Place>();
  return (
    <>
      <section class="intro">
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
        <p>{t.story}</p>
        <p class="quiet">{t.computedOn}</p>
      </section>
      <UnknownSettings known={settingsOf(wanted)} />
      <AttentionControls state={wanted} change={change} />
      <section class="step">
        <StepText title={t.inputs} text={t.inputsAbout} />
        <div class="matrices">
          {inputNames.map((name) => (
            <MatrixInput
              key={name}
              name={t[name]}
              words={words}
              matrix={wanted[name]}
              onChange={(i, j, value) => change({ [name]: withNumber(wanted[name], i, j, value) })}
            />
          ))}
        </div>
      </section>
      {computed && <Steps {...computed} looking={{ words, place, onLook }} change={change} />}
    </>
  );
}

/** All that follows from the inputs. */
function Steps(props: Parameters<typeof HeadSteps>[0]) {
  const { state, numbers, looking } = props;
  const { place, words } = looking;
  return (
    <div class="steps">
      {state.positions && <PositionStep {...props} />}
      {state.projections && <ProjectionStep {...props} />}
      <HeadSteps {...props} />
      {(state.heads > 1 || state.projections) && <TogetherStep {...props} />}
      <AttentionExplanation {...{ place, numbers, state, words }} />
    </div>
  );
}
