import type { Batch } from '@rondo/data';
import { summary } from '@rondo/layers-core';
import { memory, randomState, recorders, setRandomState, withRecorders } from '@rondo/tensor';
import { trainingBatches } from './batches.ts';
import { cloneModel } from './clone-model.ts';
import { batchLoss } from './loss.ts';
import { stepGradients } from './step-gradients.ts';
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
  /** Of all steps; validation comes on top. Undefined without a probe. */
  readonly seconds: number | undefined;
}

export interface TrainingMemory {
  readonly parameters: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly average: number;
  /** What a step makes besides gradients, where most of it is there at once. */
  readonly activations: number;
  readonly total: number;
}

export interface EstimateOptions {
  /** Steps that are timed, after one that is not; 0 for none. Default 3. */
  readonly probeSteps?: number;
}

/** Batches looked at for the largest one and for tokens per batch. */
const batchesSeen = 200;
const batchesCounted = 3;

/**
 * Estimates operations, memory and time of a run from some of its batches, by counting a forward pass and timing a few steps of a copy
 * of the model. Neither the model nor random numbers are touched; the memory of the copy is given back.
 */
export async function estimateTraining(
  options: TrainerOptions,
  { probeSteps = 3 }: EstimateOptions = {},
): Promise<TrainingEstimate> {
  const { config, train } = options;
  const model = cloneModel(options.model);
  const { decoding: _, ...rest } = options;
  const trainer = new Trainer({ ...rest, model, config: { ...config, metric: 'loss' } });
  try {
    const epoch = trainingBatches(config, train);
    const seen: Batch[] = [];
    for (const batch of epoch.epoch()) if (seen.push(batch) === batchesSeen) break;
    const batchesRead = trainer.totalSteps * config.accumulate;
    const perBatch = (values: readonly number[]): number =>
      (batchesRead * values.reduce((a, b) => a + b, 0)) / values.length;
    const largest = seen.reduce((a, b) => (paddedTokens(b) > paddedTokens(a) ? b : a));
    const counted = seen.slice(0, batchesCounted);
    const random = randomState();
    const forward = counted.map(
      (batch) => summary(model, () => void batchLoss(model, batch)).flops! / paddedTokens(batch),
    );
    const peak = peakBytes(() =>
      stepGradients(model, [largest], config.labelSmoothing, random).loss.dispose(),
    );
    trainer.optimizer.clearGrad();
    setRandomState(random);
    const flopsPerToken = forward.reduce((a, b) => a + b, 0) / forward.length;
    const parameters = model.parameterCount();
    const trained = model
      .parameters()
      .reduce((sum, { size, requiresGrad }) => sum + (requiresGrad ? size : 0), 0);
    const bytes = {
      parameters: 4 * parameters,
      gradients: 4 * trained,
      optimizer: 8 * trained,
      average: config.ema === undefined ? 0 : 4 * parameters,
      activations: Math.max(0, peak - 4 * trained),
    };
    return {
      parameters,
      steps: trainer.totalSteps,
      tokens: perBatch(seen.map(({ tokens }) => tokens.source + tokens.target)),
      flops: 3 * flopsPerToken * perBatch(seen.map(paddedTokens)),
      memory: { ...bytes, total: Object.values(bytes).reduce((a, b) => a + b, 0) },
      seconds: await secondsOf(trainer, probeSteps),
    };
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

/** Source and target places of a batch, padding included. */
function paddedTokens({ source, targetOutput }: Batch): number {
  return source.ids.length + targetOutput.ids.length;
}

/** The most memory that tensors take at a time while a body runs, beyond what they took before. */
function peakBytes(body: () => void): number {
  const before = memory().bytes;
  let peak = before;
  const recorder = {
    record: (): void => {
      peak = Math.max(peak, memory().bytes);
    },
    wantsGradient: () => false,
  };
  withRecorders([...recorders(), recorder], body);
  return peak - before;
}

/** Times some steps and scales them to the run by their tokens; the first step, in which kernels are compiled, does not count. */
async function secondsOf(trainer: Trainer, steps: number): Promise<number | undefined> {
  if (steps < 1) return undefined;
  const times: number[] = [];
  for await (const event of trainer.run()) {
    if (event.kind !== 'step') continue;
    times.push(event.seconds);
    if (event.step > steps) break;
  }
  const counted = times.length > 1 ? times.slice(1) : times;
  return (trainer.totalSteps * counted.reduce((a, b) => a + b, 0)) / counted.length;
}

/** In one line each: `2.5M parameters, 3,400 steps, 34 TFLOP, 310 MB, about 26 minutes`. */
export function formatEstimate(estimate: TrainingEstimate): string {
  const { parameters, steps, flops, seconds } = estimate;
  const parts = [
    `${inUnits(parameters)}parameters`,
    `${steps.toLocaleString('en-US')} steps`,
    `${inUnits(flops, ' ')}FLOP`,
    `${inUnits(estimate.memory.total, ' ')}B of memory`,
  ];
  if (seconds !== undefined) parts.push(`about ${duration(seconds)}`);
  return parts.join(', ');
}

function inUnits(value: number, space = ''): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  const power = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log10(value) / 3)));
  const digits = (value / 1000 ** power).toPrecision(3);
  return space === '' ? `${digits}${units[power]} ` : `${digits} ${units[power]}`;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} minutes`;
  return `${(minutes / 60).toFixed(1)} hours`;
}
