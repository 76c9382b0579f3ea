import type { BatchState } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import type { OptimizerState } from '@rondo/optim';
import { dispose, RondoError, type Tensor } from '@rondo/tensor';
import type { LoopState } from '@rondo/training';
import type { Classifier } from './classify.ts';
import type { ClassifierTraining } from './train-classifier.ts';

/** A file that holds no training of a classifier, or not the one that it is to go on with. */
export class ClassifierCheckpointError extends RondoError {
  override readonly name = 'ClassifierCheckpointError';
}

const format = 'rondo-classifier';
const version = '1';
const optimizerPrefix = 'optimizer.';

/** Where a training stood, besides tensors. */
interface Standing {
  readonly state: LoopState<BatchState>;
  readonly numbers: OptimizerState['numbers'];
}

/**
 * A safetensors file of a training between two steps: the model under PyTorch's names, the optimizer, the place in the data, and `options`, from which the training
 * can be made again.
 */
async function saveClassifier<M extends Classifier>(
  { model, optimizer, loop }: ClassifierTraining<M>,
  options: object,
): Promise<Uint8Array> {
  const { tensors, numbers } = optimizer.stateDict();
  const standing: Standing = { state: loop.state(), numbers };
  const remembered = Object.entries(tensors).map(([name, x]) => [optimizerPrefix + name, x]);
  return safetensors.save(
    { ...model.stateDict(), ...(Object.fromEntries(remembered) as Record<string, Tensor>) },
    {
      format,
      version,
      options: JSON.stringify(options),
      training: JSON.stringify(standing),
    },
  );
}

/** A training that a file can take up. */
export interface Resumable {
  /** A file of all that it takes to go on bit for bit, of the last complete step; the data are not in it. */
  readonly checkpoint: () => Promise<Uint8Array>;
  /**
   * Puts it where the file of a training with the same options and data stood.
   * @throws ClassifierCheckpointError for another file.
   */
  readonly restore: (bytes: Uint8Array) => void;
}

/** What a training that was made with these options is kept and taken up with. */
export function resumable<M extends Classifier>(
  training: ClassifierTraining<M>,
  options: object,
): Resumable {
  return {
    checkpoint: () => saveClassifier(training, options),
    restore: (bytes) => restoreClassifier(training, bytes),
  };
}

/**
 * The options that a file was saved with.
 * @throws ClassifierCheckpointError for a file that `saveClassifier` has not written; SafetensorsError for one that is damaged.
 */
export function classifierOptions(bytes: Uint8Array): object {
  const { tensors, metadata } = safetensors.load(bytes);
  dispose(tensors);
  return fieldOf(metadata, 'options');
}

/**
 * Puts a training where the file says that it stood.
 * @throws ClassifierCheckpointError for another file; an error naming the tensor for one of another model, which changes nothing.
 */
function restoreClassifier<M extends Classifier>(
  { model, optimizer, loop }: ClassifierTraining<M>,
  bytes: Uint8Array,
): void {
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    const { state, numbers } = fieldOf(metadata, 'training') as Partial<Standing>;
    if (!state || !numbers || !(state.step <= loop.totalSteps)) {
      throw new ClassifierCheckpointError(
        `the checkpoint stands at step ${state?.step ?? '(none)'} of a training of ${loop.totalSteps} steps: it is damaged or was saved with other options`,
        { step: state?.step, totalSteps: loop.totalSteps },
      );
    }
    const entries = Object.entries(tensors);
    const isOptimizer = ([name]: [string, Tensor]): boolean => name.startsWith(optimizerPrefix);
    const parameters = Object.fromEntries(entries.filter((entry) => !isOptimizer(entry)));
    const remembered = entries
      .filter(isOptimizer)
      .map(([name, x]) => [name.slice(optimizerPrefix.length), x]);
    model.loadStateDict(parameters, { strict: true });
    optimizer.loadStateDict({
      tensors: Object.fromEntries(remembered) as Record<string, Tensor>,
      numbers,
    });
    loop.restore(state);
  } finally {
    dispose(tensors);
  }
}

function fieldOf(metadata: Readonly<Record<string, string>>, name: 'options' | 'training'): object {
  if (metadata['format'] !== format || metadata['version'] !== version) {
    throw new ClassifierCheckpointError(
      `not a checkpoint of a classifier: the file's metadata says format '${metadata['format'] ?? '(none)'}' and version '${metadata['version'] ?? '(none)'}', ` +
        `expected '${format}' and '${version}'; choose a file that this kind of training has saved`,
      { format: metadata['format'], version: metadata['version'] },
    );
  }
  const value = jsonOf(metadata[name]);
  if (typeof value === 'object' && value) return value;
  throw new ClassifierCheckpointError(
    `the checkpoint's metadata does not say '${name}': the file is damaged; use another copy`,
    { field: name },
  );
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
