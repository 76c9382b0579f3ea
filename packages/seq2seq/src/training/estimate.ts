import { tokenBatches, type Batch, type EncodedPair } from '@rondo/data';
import { summary } from '@rondo/layers-core';
import { zeros } from '@rondo/tensor';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { batchPlaces } from './batch-places.ts';
import { pairsOfFirstEpoch, trainingBatches } from './batches.ts';
import { cloneModel } from './clone-model.ts';
import { layerEstimates, type LayerEstimate } from './layer-estimates.ts';
import { batchLoss } from './loss.ts';
import { activationBytes, fixedBytes, type FixedBytes } from './measure-step.ts';
import { probeTime, type TrainingSeconds } from './probe-time.ts';
import { Trainer, type TrainerOptions } from './trainer.ts';

/** What a training run will take, before it starts. */
export interface TrainingEstimate {
  readonly parameters: number;
  readonly steps: number;
  /** Source and target tokens that the run reads, without padding. */
  readonly tokens: number;
  /** Floating-point operations of all steps, padding included: three times the forward pass. */
  readonly flops: number;
  /** In bytes, at the largest batch. The data, the programs and what a backend keeps in reserve come on top. */
  readonly memory: TrainingMemory;
  /** Undefined without a probe, or where the first steps fail. Testing and storing come on top. */
  readonly seconds: TrainingSeconds | undefined;
  /** Each layer, for a batch of middling size. */
  readonly layers: readonly LayerEstimate[];
}

export interface TrainingMemory extends FixedBytes {
  /** What a step makes besides gradients, where most of it is there at once. */
  readonly activations: number;
  readonly total: number;
}

export interface EstimateOptions {
  /**
   * Whether steps and a part of a validation of a copy are timed (true): for two seconds or 2 % of the run, whichever is less, and at
   * least a step, or not at all where the whole run takes no longer.
   */
  readonly probe?: boolean;
}

/** Batches looked at for the largest one and for tokens per batch. */
const batchesSeen = 200;
/** Batches whose operations are counted, each with so many of its pairs. */
const batchesCounted = 5;
const pairsCounted = 2;

/**
 * Estimates operations, memory and time of a run from some of its batches, by counting a forward pass and timing some steps of a copy
 * of the model. Neither the model nor random numbers are touched; the memory of the copy is given back.
 */
export async function estimateTraining(
  options: TrainerOptions,
  { probe = true }: EstimateOptions = {},
): Promise<TrainingEstimate> {
  const { config } = options;
  const train = pairsOfFirstEpoch(options.train);
  const model = cloneModel(options.model);
  const { decoding: _, ...rest } = options;
  // It never validates: that would take longer than any probe.
  const stepsAlone = { ...config, metric: 'loss', validateEvery: Number.MAX_SAFE_INTEGER };
  const trainer = new Trainer({ ...rest, model, config: stepsAlone });
  try {
    const seen = firstBatches(options);
    const batchesRead = trainer.totalSteps * config.accumulate;
    const inRun = (values: readonly number[]): number => batchesRead * mean(values);
    const bySize = seen.toSorted((a, b) => batchPlaces(a) - batchPlaces(b));
    const places = inRun(seen.map(batchPlaces));
    const flops =
      3 * places * mean(spread(seen).map((batch) => flopsPerPlace(model, batch, train)));
    const layers = layerEstimates(
      summary(model, () => void batchLoss(model, bySize[Math.floor(bySize.length / 2)]!)),
    );
    const start = performance.now();
    const activations = activationBytes(model, bySize.at(-1)!, config.labelSmoothing);
    await deviceIsDone();
    const seconds = (performance.now() - start) / 1000;
    const bytes = { ...fixedBytes(model, config), activations };
    return {
      parameters: model.parameterCount(),
      steps: trainer.totalSteps,
      tokens: inRun(seen.map(({ tokens }) => tokens.source + tokens.target)),
      flops,
      memory: { ...bytes, total: Object.values(bytes).reduce((a, b) => a + b, 0) },
      seconds: probe
        ? await probeTime(trainer, options, { coldStep: seconds * config.accumulate, places })
        : undefined,
      layers,
    };
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

/** Waits for a device that runs behind the program. */
async function deviceIsDone(): Promise<void> {
  const last = zeros([1]);
  await last.data();
  last.dispose();
}

function firstBatches(options: TrainerOptions): Batch[] {
  const seen: Batch[] = [];
  for (const batch of trainingBatches(options).epoch()) {
    if (seen.push(batch) === batchesSeen) break;
  }
  return seen;
}

/** A few, as far apart as they are. */
function spread(batches: readonly Batch[]): Batch[] {
  const every = Math.max(1, Math.floor(batches.length / batchesCounted));
  return batches.filter((_, n) => n % every === 0).slice(0, batchesCounted);
}

/** Operations of a forward pass for each place of a batch; some of its pairs tell as much as all. */
function flopsPerPlace(model: Seq2Seq, batch: Batch, train: readonly EncodedPair[]): number {
  const pairs = Array.from(batch.indices.subarray(0, pairsCounted), (index) => train[index]!);
  const [few] = tokenBatches(pairs, { maxTokens: Number.MAX_SAFE_INTEGER }).epoch();
  return summary(model, () => void batchLoss(model, few!)).flops! / batchPlaces(few!);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
