import { backendWish } from '../../../live/run/backend-wish.ts';
import { RunPair } from '../../../live/run/run-pair.ts';
import { keptTranslateRuns } from './kept-translate-runs.ts';
import { ownText } from './own-text.ts';
import type { RunSettings } from './run-settings.ts';
import { mainRun, otherRun } from './runs.ts';

export const runPair = new RunPair({ main: mainRun, beside: otherRun }, keptTranslateRuns);

/** Trains anew, also the model without attention where both are wanted. */
export function start(settings: RunSettings): Promise<void> {
  const text = settings.task === 'own' ? ownText.value : undefined;
  return runPair.start(settings.isCompared, (role, wish, options) =>
    role === 'main'
      ? mainRun.start(settings, text, wish, options)
      : otherRun.start({ ...settings, model: 'plain' }, text, wish, options),
  );
}

/** Takes up a checkpoint file. */
export function openFile(file: File): Promise<void> {
  return runPair.open(file, (bytes) =>
    mainRun.openFile(bytes, ownText.value || undefined, backendWish()),
  );
}
