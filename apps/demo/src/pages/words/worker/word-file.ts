import {
  loadEmbeddingModel,
  loadVectors,
  readWord2VecText,
  saveEmbeddingModel,
  writeWord2VecText,
  type EmbeddingModel,
  type WordVectors,
} from '@rondo/embeddings';
import { Mistake } from '../../../mistakes/mistake.ts';
import type { FileForm } from './protocol.ts';

/** Fewer make no map. */
const fewestWords = 4;

/** What a file holds: vectors, and of a run of ours also what predicts. */
export interface OpenedVectors {
  readonly vectors: WordVectors;
  readonly model: EmbeddingModel | undefined;
}

/**
 * Reads vectors in either form, whichever it is.
 * @throws SafetensorsError or DataError for a file that is neither, or damaged; Mistake for one of too few words.
 */
export async function openVectors(bytes: Uint8Array, name: string): Promise<OpenedVectors> {
  const opened = await vectorsOf(bytes, name);
  if (opened.vectors.size < fewestWords) throw new Mistake('fewVectors', fewestWords);
  return opened;
}

async function vectorsOf(bytes: Uint8Array, name: string): Promise<OpenedVectors> {
  if (!isSafetensors(bytes)) {
    return { vectors: await readWord2VecText([bytes], { name }), model: undefined };
  }
  const vectors = await loadVectors(bytes);
  try {
    const model = await loadEmbeddingModel(bytes);
    return { vectors: model.vectors, model };
  } catch {
    // Vectors alone can be looked at all the same.
    return { vectors, model: undefined };
  }
}

/** The form that @rondo/embeddings reads whole, or the one that everybody reads. */
export function writeVectors(model: EmbeddingModel, form: FileForm): Promise<Uint8Array> {
  if (form === 'safetensors') return saveEmbeddingModel(model);
  const blob = new Blob([...writeWord2VecText(model.vectors)] as Uint8Array<ArrayBuffer>[]);
  return blob.arrayBuffer().then((buffer) => new Uint8Array(buffer));
}

/** A safetensors file begins with the length of its header, 8 bytes, and the header with a brace. */
function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === '{'.codePointAt(0);
}
