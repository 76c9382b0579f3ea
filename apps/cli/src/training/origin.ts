import { startFrom, type Origin, type PretrainedModel } from '@rondo/seq2seq';
import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import { atPlace } from '../errors.ts';
import { loadModelBytes, parseModelOnly } from './load-model.ts';

/**
 * Gives a model the weights of a checkpoint.
 * @returns what came of it, with the file's path relative to the folder of the run.
 */
export async function takeOver(to: PretrainedModel, path: string, folder: string): Promise<Origin> {
  const bytes = await loadModelBytes(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const from = await parseModelOnly(bytes, path);
  try {
    const report = await atPlace(path, () => startFrom(to, from));
    return { file: relative(folder, path).replaceAll(sep, '/'), sha256, ...report };
  } finally {
    from.model.dispose();
  }
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
