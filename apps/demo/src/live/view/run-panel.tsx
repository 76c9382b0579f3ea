import type { ComponentChildren } from 'preact';
import type { Term } from '../../glossary/glossary.ts';
import { ErrorView } from '../../app/error-view.tsx';
import { messageOf } from '../../app/message-of.ts';
import { language, textsOf } from '../../i18n/language.ts';
import { locale } from '../../i18n/locale.ts';
import { isAboutFile, isAboutText } from '../../mistakes/explain-error.ts';
import { liveTexts } from '../live-texts.ts';
import { Figure } from './figure.tsx';
import { formatCount, formatDuration, formatLoss, formatTime } from './format.ts';
import { RunButtons } from './run-buttons.tsx';
import type { SteeredRun } from './steered-run.ts';

export interface RunPanelProps {
  readonly run: SteeredRun;
  /** What learns beside it and rests with it. */
  readonly beside?: SteeredRun | undefined;
  /** Takes up what the browser has kept under an id. */
  readonly onTakeUp: (id: string) => void;
  /** What is counted in a second, such as "Words per second". */
  readonly speed: string;
  /** What is counted, where a newcomer may not know. */
  readonly speedTerm?: Term | undefined;
  /** In place of the usual words for how it stands. */
  readonly status?: string | undefined;
  /** Figures of the page's own, after the loss. */
  readonly figures?: ComponentChildren;
  /** Buttons of the page's own, after those that steer. */
  readonly buttons?: ComponentChildren;
  /** What kind of run it is, in a line. */
  readonly about?: string | undefined;
}

/** How far a run is, and the buttons that steer it. */
export function RunPanel(props: RunPanelProps) {
  const { run, beside, onTakeUp, speed, speedTerm, status, figures, buttons, about } = props;
  const t = textsOf(liveTexts);
  const phase = run.phase.value;
  const total = run.totalSteps.value;
  const loss = run.losses.value.at(-1)?.loss;
  const isTraining = phase === 'training';
  const none = '–';
  return (
    <div class="run-panel">
      <p class="status" role="status">
        {run.isPreparing.value ? t.preparing : (status ?? t[phase])}
      </p>
      <progress class="progress" max={total || 1} value={run.step.value} aria-label={t.run} />
      <dl class="figures">
        <Figure
          name={t.step}
          term="step"
          value={run.isReady.value ? `${run.step.value} / ${total}` : none}
        />
        <Figure name={t.loss} term="loss" value={loss === undefined ? none : formatLoss(loss)} />
        {figures}
        <Figure
          name={speed}
          term={speedTerm}
          value={isTraining ? formatCount(run.amountPerSecond.value, language.value) : none}
        />
        <Figure name={t.left} value={isTraining ? formatDuration(run.secondsLeft.value) : none} />
      </dl>
      <div class="buttons">
        <RunButtons run={run} beside={beside} onTakeUp={onTakeUp} />
        {buttons}
      </div>
      <p class="quiet">{t.steerAbout}</p>
      <p class="quiet facts">
        {about}
        {run.keptAt.value !== undefined && ` · ${t.kept(formatTime(run.keptAt.value, locale()))}`}
        {run.keepingFault.value !== undefined &&
          ` · ${t.notKept(messageOf(run.keepingFault.value))}`}
      </p>
      {run.fault.value !== undefined &&
        !isAboutText(run.fault.value) &&
        !isAboutFile(run.fault.value) && <ErrorView error={run.fault.value} />}
    </div>
  );
}
