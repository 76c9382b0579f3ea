import { textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../live-texts.ts';
import type { SteeredRun } from './steered-run.ts';

/** Pauses, goes on and stops: a run, and what learns beside it. */
export function RunButtons({
  run,
  beside,
}: {
  readonly run: SteeredRun;
  readonly beside?: SteeredRun | undefined;
}) {
  const t = textsOf(liveTexts);
  const phase = run.phase.value;
  const all = (act: (one: SteeredRun) => void) => () => {
    for (const one of beside ? [run, beside] : [run]) act(one);
  };
  const canGoOn = (phase === 'paused' || phase === 'stopped') && run.facts.value?.canTrain === true;
  const isTraining = phase === 'training';
  return (
    <>
      {canGoOn ? (
        <button type="button" class="button" onClick={all((one) => one.train())}>
          {t.resume}
        </button>
      ) : (
        <button
          type="button"
          class="button"
          disabled={!isTraining}
          onClick={all((one) => one.pause())}
        >
          {t.pause}
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={!isTraining}
        onClick={all((one) => one.stop())}
      >
        {t.stop}
      </button>
    </>
  );
}
