import { backendWish } from '../../../live/run/backend-wish.ts';
import { RunPair } from '../../../live/run/run-pair.ts';
import { kept } from './kept.ts';
import { besideRun, mainRun } from './non-local-run.ts';
import type { RunSettings } from './run-settings.ts';

export const runPair = new RunPair({ main: mainRun, beside: besideRun }, kept);

/** Trains anew, also the network without a block where both are wanted. */
export function start(settings: RunSettings): Promise<void> {
  return runPair.start(settings.isCompared, (role, wish, options) =>
    role === 'main'
      ? mainRun.start(settings, wish, options)
      : besideRun.start({ ...settings, block: 'none' }, wish, options),
  );
}

/** Takes up a checkpoint file. */
export function openFile(file: File): Promise<void> {
  return runPair.open(file, (bytes) => mainRun.openFile(bytes, backendWish()));
}
