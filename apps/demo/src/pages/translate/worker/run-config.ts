import type { TokenizerConfig } from '@rondo/data';
import { parseConfig, type RunConfig } from '@rondo/seq2seq';
import type { RunSettings, Task } from '../run/run-settings.ts';

/** Tokenisers of both sides. */
export interface Tokenizers {
  readonly source: TokenizerConfig;
  readonly target: TokenizerConfig;
}

/** What the config of a run on pasted text calls its data; `rondo translate` needs no data. */
const ownFile = 'own.tsv';

/** Tokens of a batch, and so of the longest sentence with its [end]. */
export const mostTokens = 1024;

/** The data of each task, as `rondo train` would be told. */
const data = {
  dates: { task: 'dates', train: 2000, validation: 50, test: 100 },
  reverse: { task: 'reverse', train: 20_000, validation: 300, test: 300 },
  addition: { task: 'addition', digits: 3, train: 50_000, validation: 300, test: 300 },
  own: { train: ownFile, validation: ownFile },
} satisfies Record<Task, object>;

/** The run of some settings, as a config that `rondo train` understands as well. */
export function runConfigOf(settings: RunSettings, tokenizer?: Tokenizers): RunConfig {
  return parseConfig({
    data: data[settings.task],
    ...(tokenizer && { tokenizer }),
    model: settings.model === 'transformer' ? transformer(settings) : recurrent(settings),
    training: {
      epochs: settings.epochs,
      maxTokens: mostTokens,
      learningRate: learningRate(settings),
      schedule: 'cosine',
      warmup: 50,
      labelSmoothing: 0,
      validateEvery: settings.task === 'own' ? 50 : 75,
      validation: { sentences: 100 },
      seed: settings.seed,
    },
  });
}

/** Text of one's own is little: without dropout it is learned by heart. */
function dropout({ task }: RunSettings): number {
  return task === 'own' ? 0.2 : 0;
}

function recurrent(settings: RunSettings): object {
  const { task, size, layers } = settings;
  return {
    embeddingSize: size,
    hiddenSize: size,
    layers,
    attention: settings.model === 'plain' ? 'none' : task === 'dates' ? 'additive' : 'dot',
    tiedEmbeddings: 'none',
    dropout: dropout(settings),
  };
}

function transformer(settings: RunSettings): object {
  const { size, layers } = settings;
  return {
    family: 'transformer',
    dModel: size,
    heads: 4,
    feedForward: 2 * size,
    encoderLayers: layers,
    decoderLayers: layers,
    tiedEmbeddings: 'none',
    dropout: dropout(settings),
  };
}

/** Larger and deeper models take smaller steps. */
function learningRate({ task, model, size, layers }: RunSettings): number {
  if (model === 'transformer') return 0.003;
  if (task === 'own') return 0.004;
  return size > 64 || layers > 1 ? 0.005 : 0.01;
}

/** The settings that a config was made of, as far as the page shows them. */
export function settingsOfConfig({ data: from, model, training }: RunConfig): RunSettings {
  const task = 'task' in from ? from.task : 'own';
  const isTransformer = model.family === 'transformer';
  return {
    task: task === 'dates' || task === 'reverse' || task === 'addition' ? task : 'own',
    model: isTransformer ? 'transformer' : model.attention === 'none' ? 'plain' : 'attention',
    size: isTransformer ? model.dModel : model.hiddenSize,
    layers: isTransformer ? model.encoderLayers : model.layers,
    epochs: training.epochs,
    seed: training.seed,
    isCompared: false,
  };
}
