import type { ChannelStatistics, PixelSizes } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { dispose, RondoError } from '@rondo/tensor';
import {
  clipNetwork,
  imageNetwork,
  type MappedClassifier,
  type NetworkSettings,
} from './networks.ts';

/** A file that holds no trained classifier. */
export class TrainedClassifierError extends RondoError {
  override readonly name = 'TrainedClassifierError';
}

/** A network with all that it takes to ask it about new images or clips. */
export interface TrainedClassifier<M extends MappedClassifier = MappedClassifier> {
  readonly model: M;
  /** What the network is of, to make it again. */
  readonly settings: NetworkSettings;
  /** Their names, in the order of the logits. */
  readonly classes: readonly string[];
  /** Of what it learned from; clips have frames. */
  readonly sizes: PixelSizes;
  /** What pixels are normalised with; from 0 to 1 without. */
  readonly normalize?: ChannelStatistics | undefined;
}

const format = 'rondo-trained-classifier';
const version = '1';

/** A safetensors file of a trained classifier: its weights under PyTorch's names, and in the metadata what else it takes to use it. */
export async function saveTrained({
  model,
  ...description
}: TrainedClassifier): Promise<Uint8Array> {
  return safetensors.save(model.stateDict(), {
    format,
    version,
    description: JSON.stringify(description),
  });
}

/**
 * The classifier of a file; its model is the caller's to dispose.
 * @throws TrainedClassifierError for another file; SafetensorsError for one that is damaged; an error naming a tensor that does not fit.
 */
export function loadTrained(bytes: Uint8Array): TrainedClassifier {
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    const description = descriptionOf(metadata);
    const { settings, sizes } = description;
    const model =
      sizes.frames === undefined
        ? imageNetwork({
            ...settings,
            block: settings.block as Exclude<typeof settings.block, 'temporal'>,
          })
        : clipNetwork(settings);
    try {
      model.loadStateDict(tensors, { strict: true });
    } catch (error) {
      model.dispose();
      throw error;
    }
    return { ...description, model };
  } finally {
    dispose(tensors);
  }
}

type Description = Omit<TrainedClassifier, 'model'>;

function descriptionOf(metadata: Readonly<Record<string, string>>): Description {
  if (metadata['format'] !== format || metadata['version'] !== version) {
    throw new TrainedClassifierError(
      `not a trained classifier: the file's metadata says format '${metadata['format'] ?? '(none)'}' and version '${metadata['version'] ?? '(none)'}', ` +
        `expected '${format}' and '${version}'; choose a model of rondo images or rondo clips, or one that saveTrained has made`,
      { format: metadata['format'], version: metadata['version'] },
    );
  }
  const found = parsed(metadata['description']);
  const { settings, sizes, classes, normalize } = found;
  const isWhole =
    settings !== undefined &&
    [sizes?.channels, sizes?.height, sizes?.width, sizes?.frames ?? 1].every(
      Number.isSafeInteger,
    ) &&
    Array.isArray(classes) &&
    classes.length === settings.classes &&
    settings.channels === sizes!.channels &&
    (normalize === undefined || normalize.mean.length === sizes!.channels);
  if (isWhole) return found as Description;
  throw new TrainedClassifierError(
    'the metadata of the trained classifier does not say its settings, sizes and classes: the file is damaged; use another copy',
    { description: metadata['description'] },
  );
}

function parsed(text: string | undefined): Partial<Description> {
  try {
    return (JSON.parse(text ?? '') ?? {}) as Partial<Description>;
  } catch {
    return {};
  }
}
