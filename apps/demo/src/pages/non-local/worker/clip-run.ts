import { drawnDigits, type LabelledImages } from '@rondo/data';
import { clipOptions, trainClips, type ClipTraining } from '@rondo/vision-nonlocal';
import { Mistake } from '../../../mistakes/mistake.ts';
import { digitSize, frames, size } from '../clip/clip-shape.ts';
import type { RunSettings } from '../run/run-settings.ts';

/** Fresh clips between two tests. */
const clipsOfEpoch = 1000;
const fixed = {
  clips: clipsOfEpoch,
  testClips: 300,
  batchSize: 32,
  learningRate: 8e-3,
  size,
  digitFrames: frames - 1,
};

/** A network that learns clips, and what was chosen for it. */
export interface ClipRun {
  readonly settings: RunSettings;
  readonly training: ClipTraining;
}

export function startRun(settings: RunSettings): ClipRun {
  const { block, clips, seed } = settings;
  const epochs = clips / clipsOfEpoch;
  return { settings, training: trainClips(digits(), { block, seed, epochs, ...fixed }) };
}

/**
 * Takes a run up from a checkpoint.
 * @throws ClassifierCheckpointError for a file that is none; Mistake for one of other clips.
 */
export function reopenRun(bytes: Uint8Array): ClipRun {
  const options = clipOptions(bytes);
  const { block, seed = 0, epochs = 0 } = options;
  const isOurs = Object.entries(fixed).every(
    ([name, value]) => options[name as keyof typeof fixed] === value,
  );
  if (!isOurs) {
    throw new Mistake('otherClips', frames, size);
  }
  const settings = { block, seed, clips: epochs * clipsOfEpoch, isCompared: false };
  const run = startRun(settings);
  try {
    run.training.restore(bytes);
  } catch (error) {
    run.training.loop.dispose();
    run.training.model.dispose();
    throw error;
  }
  return run;
}

function digits(): { readonly train: LabelledImages; readonly test: LabelledImages } {
  return {
    train: drawnDigits({ count: 4000, seed: 1, size: digitSize }),
    test: drawnDigits({ count: 600, seed: 2, size: digitSize }),
  };
}
