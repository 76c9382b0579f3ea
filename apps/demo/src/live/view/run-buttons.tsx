import { textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../live-texts.ts';
import type { SteeredRun } from './steered-run.ts';

export interface RunButtonsProps {
  readonly run: SteeredRun;
  /** What learns beside it. */
  readonly beside?: SteeredRun | undefined;
  /** Takes up what the browser has kept: the run and what learned beside it. */
  readonly onTakeUp: (id: string) => void;
}

/** Pauses and goes on, stops and takes up again: a run, and what learns beside it. */
export function RunButtons({ run, beside, onTakeUp }: RunButtonsProps) {
  const t = textsOf(liveTexts);
  const runs = beside ? [run, beside] : [run];
  const those = (phase: 'training' | 'paused' | 'stopped'): readonly SteeredRun[] =>
    runs.filter((one) => one.phase.value === phase && one.facts.value?.canTrain === true);
  const [training, paused, stopped] = [those('training'), those('paused'), those('stopped')];
  const goOn = (): void => {
    for (const one of paused) one.train();
  };
  const takeUp = (): void => {
    // What could not be kept has not ended either.
    for (const one of stopped) if (!one.isKept.value) one.train();
    if (run.id !== undefined && stopped.some((one) => one.isKept.value)) onTakeUp(run.id);
  };
  const isTraining = training.length > 0;
  return (
    <>
      {isTraining || paused.length + stopped.length === 0 ? (
        <button
          type="button"
          class="button"
          disabled={!isTraining}
          onClick={() => training.forEach((one) => one.pause())}
        >
          {t.pause}
        </button>
      ) : (
        <button type="button" class="button" onClick={paused.length > 0 ? goOn : takeUp}>
          {paused.length > 0 ? t.resume : t.takeUpAgain}
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={!isTraining && paused.length === 0}
        onClick={() => [...training, ...paused].forEach((one) => one.stop())}
      >
        {t.stop}
      </button>
    </>
  );
}
