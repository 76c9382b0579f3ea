import { tokenBatches, type Batch, type EncodedPair } from '@rondo/data';
import { nextBatches, TrainingError } from '@rondo/training';
import { greedyDecode } from '../decoding/greedy.ts';
import { batchPlaces } from './batch-places.ts';
import { batchLimits, trainingBatches } from './batches.ts';
import type { Trainer, TrainerOptions } from './trainer.ts';
import { validate } from './validate.ts';
import { sentencesDecoded } from './validation-decoding.ts';

/** How long a run will take. */
export interface TrainingSeconds {
  readonly training: number;
  /** Of all validations, decoding included. */
  readonly validation: number;
  readonly total: number;
}

/** The probe takes so much of the time of the run, and no longer than this. */
const shareOfRun = 0.02;
const longestProbe = 2;

export interface TimeOptions {
  /** The time of one step with cold programs, from which it is told whether a probe is worth its time. */
  readonly coldStep: number;
  /** Source and target places of all batches that the run takes, padding included. */
  readonly places: number;
}

/**
 * Times some steps of a copy of the run that does not validate, and a part of a validation, and scales them by their places. A run that
 * is over in seconds is not probed: then its cold step tells how long it takes at most.
 */
export async function probeTime(
  trainer: Trainer,
  options: TrainerOptions,
  { coldStep, places }: TimeOptions,
): Promise<TrainingSeconds | undefined> {
  const atMost = coldStep * trainer.totalSteps;
  if (atMost <= longestProbe) return { training: atMost, validation: 0, total: atMost };
  const budget = Math.min(longestProbe, shareOfRun * atMost);
  const perPlace = await secondsPerPlace(trainer, options, budget);
  if (perPlace === undefined) return undefined;
  const training = perPlace * places;
  const validation =
    validationsOf(trainer, options.config) * (await secondsOfValidation(trainer, options));
  return { training, validation, total: training + validation };
}

/** Of steps until the time is over. The first half of them, in which programs are still compiled and optimised, does not count. */
async function secondsPerPlace(
  trainer: Trainer,
  options: TrainerOptions,
  budget: number,
): Promise<number | undefined> {
  const same = trainingBatches(options);
  const epoch = same.epoch();
  const times: number[] = [];
  let total = 0;
  try {
    for await (const event of trainer.run()) {
      if (event.kind !== 'step') continue;
      const batches = nextBatches(epoch, same, options.config.accumulate);
      if (batches.length === 0) break;
      times.push(event.seconds / batches.reduce((sum, batch) => sum + batchPlaces(batch), 0));
      total += event.seconds;
      // After the last one a run validates.
      if (event.step === event.totalSteps) break;
      if (total >= budget && (times.length > 1 || total >= longestProbe)) break;
    }
  } catch (error) {
    // A run that fails in its first steps says so itself.
    if (!(error instanceof TrainingError)) throw error;
  }
  const counted = times.slice(Math.floor(times.length / 2));
  return counted.toSorted((a, b) => a - b)[Math.floor(counted.length / 2)];
}

function validationsOf({ totalSteps }: Trainer, config: TrainerOptions['config']): number {
  const { validateEvery, epochs } = config;
  return Math.ceil(validateEvery === undefined ? epochs : totalSteps / validateEvery);
}

/** One validation, from a batch of middling size. */
async function secondsOfValidation(
  trainer: Trainer,
  { config, validation, decoding }: TrainerOptions,
): Promise<number> {
  const limits = {
    ...batchLimits(config, trainer.model),
    shuffle: false,
    tooLong: 'drop',
  } as const;
  const batches = [...tokenBatches(validation, limits).epoch()];
  const batch = batches[Math.floor(batches.length / 2)]!;
  const sample = tokenBatches(pairsOf(batch, validation), limits);
  const start = performance.now();
  await validate(trainer.model, sample);
  const forward = performance.now();
  const share = batchPlaces(batch) / batches.reduce((sum, one) => sum + batchPlaces(one), 0);
  let seconds = (forward - start) / 1000 / share;
  if (decoding) {
    // A model that has learned nothing seldom ends a sentence, so its length is that of the reference.
    const maxLength = batch.targetOutput.shape[1];
    await greedyDecode(trainer.model, batch.source, { maxLength });
    const decoded = Math.min(1, sentencesDecoded(decoding) / validation.length);
    seconds += (decoded * batches.length * (performance.now() - forward)) / 1000;
  }
  return seconds;
}

function pairsOf({ indices }: Batch, pairs: readonly EncodedPair[]): EncodedPair[] {
  return Array.from(indices, (index) => pairs[index]!);
}
