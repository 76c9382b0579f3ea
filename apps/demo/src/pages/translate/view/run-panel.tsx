import { ErrorView } from '../../../app/error-view.tsx';
import { language, textsOf } from '../../../i18n/language.ts';
import type { LiveRun } from '../run/live-run.ts';
import { translateTexts } from '../translate-texts.ts';
import { formatCount, formatDuration, formatLoss, formatShare, formatTime } from './format.ts';

export interface RunPanelProps {
  readonly run: LiveRun;
  /** What learns beside it and rests with it. */
  readonly beside?: LiveRun | undefined;
}

/** How far a run is, and the buttons that steer it. */
export function RunPanel({ run, beside }: RunPanelProps) {
  const t = textsOf(translateTexts);
  const facts = run.facts.value;
  const phase = run.phase.value;
  const total = facts?.totalSteps ?? 0;
  const loss = run.losses.value.at(-1)?.loss;
  const share = run.validated.value?.exactMatch;
  const other = beside?.validated.value?.exactMatch;
  const isTraining = phase === 'training';
  const none = '–';
  return (
    <div class="run-panel">
      <p class="status" role="status">
        {phase === 'finished' && facts && facts.totalSteps === 0 ? t.onlyModel : t[phase]}
      </p>
      <progress class="progress" max={total || 1} value={run.step.value} aria-label={t.run} />
      <dl class="figures">
        <Figure name={t.step} value={facts ? `${run.step.value} / ${total}` : none} />
        <Figure name={t.loss} value={loss === undefined ? none : formatLoss(loss)} />
        <Figure
          name={t.exact}
          value={share === undefined ? none : formatShare(share)}
          about={
            other === undefined ? t.exactAbout : t.named(t.withoutAttention, formatShare(other))
          }
          isStrong
        />
        <Figure
          name={t.speed}
          value={isTraining ? formatCount(run.tokensPerSecond.value, language.value) : none}
        />
        <Figure name={t.left} value={isTraining ? formatDuration(run.secondsLeft.value) : none} />
      </dl>
      <RunButtons run={run} beside={beside} />
      <p class="quiet facts">
        {facts &&
          t.facts(
            formatCount(facts.parameters, language.value),
            formatCount(facts.pairs, language.value),
            facts.backend,
          )}
        {run.keptAt.value !== undefined &&
          ` · ${t.kept(formatTime(run.keptAt.value, language.value))}`}
        {run.keepingFault.value !== undefined && ` · ${t.notKept} (${run.keepingFault.value})`}
      </p>
      {run.fault.value !== undefined && <ErrorView error={run.fault.value} />}
    </div>
  );
}

function RunButtons({ run, beside }: RunPanelProps) {
  const t = textsOf(translateTexts);
  const phase = run.phase.value;
  const runs = beside ? [run, beside] : [run];
  const all = (act: (one: LiveRun) => Promise<void>) => () => {
    for (const one of runs) void act(one);
  };
  const canGoOn = (phase === 'paused' || phase === 'stopped') && run.facts.value?.canTrain === true;
  return (
    <div class="buttons">
      {canGoOn ? (
        <button type="button" class="button" onClick={all((one) => one.train())}>
          {t.resume}
        </button>
      ) : (
        <button
          type="button"
          class="button"
          disabled={phase !== 'training'}
          onClick={all((one) => one.pause())}
        >
          {t.pause}
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={phase !== 'training'}
        onClick={all((one) => one.stop())}
      >
        {t.stop}
      </button>
      <button
        type="button"
        class="button"
        disabled={!run.isReady.value}
        title={t.downloadAbout}
        onClick={() => void download(run)}
      >
        {t.download}
      </button>
    </div>
  );
}

function Figure(props: {
  readonly name: string;
  readonly value: string;
  readonly about?: string;
  readonly isStrong?: boolean;
}) {
  return (
    <div class={props.isStrong ? 'figure figure-strong' : 'figure'}>
      <dt>{props.name}</dt>
      <dd class="number">{props.value}</dd>
      {props.about && <dd class="quiet">{props.about}</dd>}
    </div>
  );
}

/** Hands the checkpoint to the person as a file. */
async function download(run: LiveRun): Promise<void> {
  try {
    const bytes = await run.checkpoint();
    const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'rondo.safetensors';
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    run.fault.value = error;
  }
}
