import { useBackend } from '@rondo/tensor';
import type { ComponentChildren } from 'preact';
import { FaultBoundary } from '../../app/fault-boundary.tsx';
import { backend } from '../../backend/backend-choice.ts';
import { pageBackend } from '../../backend/page-backend.ts';
import { useAsync } from '../../controls/use-async.ts';
import { UnknownSettings } from '../../controls/unknown-settings.tsx';
import { textsOf } from '../../i18n/language.ts';
import { route, setQuery } from '../../route/location.ts';
import { cellNumbers } from './cell/cell-numbers.ts';
import { queryOf, settingsOf, stateOf, type CellState } from './cell/cell-state.ts';
import { flowOf } from './gradient/flow-settings.ts';
import { GradientSection } from './gradient/gradient-section.tsx';
import { learningOf } from './learn/learn-settings.ts';
import { LearnSection } from './learn/learn-section.tsx';
import { recurrentTexts } from './recurrent-texts.ts';
import { BothDirections } from './view/both-directions.tsx';
import { CellSettings } from './view/cell-settings.tsx';
import { StepControl } from './view/step-control.tsx';
import { StepView } from './view/step-view.tsx';
import { Timeline } from './view/timeline.tsx';
import { WeightsEditor } from './view/weights-editor.tsx';
import '../../live/live.css';
import './recurrent-page.css';

useBackend(pageBackend);

export function RecurrentPage() {
  const t = textsOf(recurrentTexts);
  const state = stateOf(route.value.query);
  const flow = flowOf(route.value.query);
  const learning = learningOf(route.value.query);
  // Which step is looked at changes no number.
  const key = JSON.stringify({ ...state, step: 1 });
  const computed = useAsync(async () => ({ of: state, numbers: await cellNumbers(state) }), key);
  const change = (changes: Partial<CellState>): void => setQuery(queryOf({ ...state, ...changes }));
  if (!computed) return <Intro />;
  // Numbers and what they are of go together, also while others are computed.
  const shown = { state: { ...computed.of, step: state.step }, numbers: computed.numbers };
  return (
    <>
      <Intro />
      <UnknownSettings
        known={{
          ...settingsOf(state),
          length: flow.length,
          radius: flow.radius,
          keep: flow.keepBias,
          draw: flow.seed,
          shown: flow.shown,
          task: learning.task,
          delay: learning.delay,
          units: learning.units,
          forget: learning.keepBias,
          steps: learning.steps,
          start: learning.seed,
        }}
      />
      <CellSettings state={state} change={change} />
      <Part title={t.sequence} about={t.sequenceAbout}>
        <Timeline {...shown} inputs={state.inputs} change={change} />
        <WeightsEditor
          state={shown.state}
          edits={state.edits}
          weights={shown.numbers.weights}
          change={change}
        />
      </Part>
      <Part title={t.inside(state.step)} about={t.insideAbout}>
        <StepControl step={state.step} onStep={(step) => change({ step })} />
        <StepView {...shown} />
      </Part>
      <Part title={t.both} about={t.bothAbout}>
        <BothDirections {...shown} />
      </Part>
      <FaultBoundary>
        <GradientSection />
      </FaultBoundary>
      <FaultBoundary>
        <LearnSection />
      </FaultBoundary>
    </>
  );
}

function Intro() {
  const t = textsOf(recurrentTexts);
  return (
    <section class="intro">
      <h1>{t.title}</h1>
      <p class="lead">{t.lead}</p>
      {backend.value !== 'cpu' && <p class="quiet">{t.computedOn}</p>}
    </section>
  );
}

function Part(props: {
  readonly title: string;
  readonly about: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="recurrent-part">
      <div class="part-text">
        <h2>{props.title}</h2>
        <p>{props.about}</p>
      </div>
      {props.children}
    </section>
  );
}
