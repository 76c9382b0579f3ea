import { Ensemble, Translator, type ModelCheckpoint, type Seq2Seq } from '@rondo/seq2seq';
import { CliError } from '../errors.ts';
import { loadModelOnly } from './load-model.ts';

/** Models that translate as one. */
export interface LoadedTranslator {
  readonly translator: Translator;
  readonly models: readonly Seq2Seq[];
  /** Of the first one. */
  readonly checkpoint: ModelCheckpoint;
  readonly dispose: () => void;
}

/**
 * Reads a checkpoint, or several to translate as an ensemble.
 * @throws CliError where one cannot be read, or they were not trained on the same vocabularies.
 */
export async function loadTranslator(paths: readonly string[]): Promise<LoadedTranslator> {
  const checkpoints: ModelCheckpoint[] = [];
  const release = (): void => {
    for (const { model } of checkpoints) model.dispose();
  };
  try {
    for (const path of paths) {
      checkpoints.push(await loadModelOnly(path));
    }
    requireSameCodec(checkpoints, paths);
  } catch (error) {
    release();
    throw error;
  }
  const [first] = checkpoints;
  const models = checkpoints.map(({ model }) => model);
  const model = models.length === 1 ? models[0]! : new Ensemble(models);
  const translator = new Translator(model, first!.codec);
  return { translator, models, checkpoint: first!, dispose: release };
}

function requireSameCodec(checkpoints: readonly ModelCheckpoint[], paths: readonly string[]): void {
  const codecs = checkpoints.map(({ codec }) => JSON.stringify(codec.config));
  const other = codecs.findIndex((codec) => codec !== codecs[0]);
  if (other < 0) return;
  throw new CliError(
    `${paths[other]} was trained with other tokenisers or vocabularies than ${paths[0]}; only models of the same ones translate together`,
  );
}
