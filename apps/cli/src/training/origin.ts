import { startFrom, type Codec, type Origin, type PretrainedModel } from '@rondo/seq2seq';
import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import { atPlace } from '../errors.ts';
import { loadModelBytes, parseModelOnly } from './load-model.ts';

/** A model that a new run begins from. */
export interface FirstModel extends PretrainedModel {
  readonly path: string;
  /** Of all bytes of its file. */
  readonly sha256: string;
}

/**
 * Reads the model that a new run begins from; its tensors are the caller's to dispose.
 * @throws CliError naming the file and what is wrong with it.
 */
export async function loadFirstModel(path: string): Promise<FirstModel> {
  const bytes = await loadModelBytes(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { model, codec } = await parseModelOnly(bytes, path);
  return { model, codec, path, sha256 };
}

/**
 * How the model reads and writes text that a new run begins from.
 * @throws CliError naming the file and what is wrong with it.
 */
export async function loadFirstCodec(path: string): Promise<Codec> {
  const { model, codec } = await loadFirstModel(path);
  model.dispose();
  return codec;
}

/**
 * Gives a model the weights of another.
 * @returns what came of it, with the file's path relative to the folder of the run.
 */
export async function takeOver(
  to: PretrainedModel,
  { path, sha256, ...from }: FirstModel,
  folder: string,
): Promise<Origin> {
  const report = await atPlace(path, () => startFrom(to, from));
  return { file: relative(folder, path).replaceAll(sep, '/'), sha256, ...report };
}

/** What a run began from, in lines of text. */
export function describeOrigin({ file, sha256, ...report }: Origin): string[] {
  const { loaded, rows, missing, mismatched } = report;
  const tables = rows.map(({ name, found, of }) => `${name} (${found} of ${of} rows)`);
  const left = [...missing, ...mismatched];
  return [
    `Fine-tuned from: ${file}, seen from the folder of the run (sha256 ${sha256})`,
    `Taken over: ${[`${loaded.length} parameters as they are`, ...tables].join(', ')}`,
    ...(left.length > 0
      ? [`Begun anew, not in that model or of another shape: ${left.join(', ')}`]
      : []),
  ];
}
