import {
  fitMaxTokens,
  type FittedTokens,
  type RunConfig,
  type Seq2Seq,
  type TrainerOptions,
} from '@rondo/seq2seq';
import { currentBackend } from '@rondo/tensor';
import { freemem } from 'node:os';

/** Beyond that larger batches make a step no more efficient on a CPU. */
const mostUnlessTold = 1e9;

/** What came of `training.maxTokens: auto`. */
interface FittedBatches {
  readonly config: RunConfig;
  /** Undefined where the config has a number of its own. */
  readonly fitted?: FittedTokens;
}

/** The config with a number in the place of `training.maxTokens: auto`: what fits `training.memory`, or else half of the free memory, at most 1 GB. */
export function withFittedBatches(
  config: RunConfig,
  model: Seq2Seq,
  train: TrainerOptions['train'],
): FittedBatches {
  const { training } = config;
  if (training.maxTokens !== 'auto') return { config };
  const bytes = training.memory === undefined ? bytesUnlessTold() : 1e6 * training.memory;
  const fitted = fitMaxTokens({ model, config: training, train }, bytes);
  return { config: withMaxTokens(config, fitted.maxTokens), fitted };
}

/** A graphics device does not tell how much memory is free. */
function bytesUnlessTold(): number {
  const free = currentBackend().name === 'webgpu' ? Infinity : freemem() / 2;
  return Math.min(mostUnlessTold, free);
}

/** A line of text that says what decided. */
export function describeFitted({ maxTokens, room }: FittedTokens): string {
  const why =
    room > maxTokens
      ? `so that an epoch has a hundred batches or so; the memory has room for ${room}`
      : 'as fits the memory';
  return `Batches: up to ${maxTokens} tokens, ${why}`;
}

/** A run goes on with the batches that were fitted when it began. */
export function withStoredBatches(config: RunConfig, stored: RunConfig): RunConfig {
  return config.training.maxTokens === 'auto'
    ? withMaxTokens(config, stored.training.maxTokens)
    : config;
}

function withMaxTokens(
  config: RunConfig,
  maxTokens: RunConfig['training']['maxTokens'],
): RunConfig {
  return { ...config, training: { ...config.training, maxTokens } };
}
