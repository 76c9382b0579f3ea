import { cpu } from '@rondo/backend-cpu';
import { saveVectors, WordVectors } from '@rondo/embeddings';
import { useBackend } from '@rondo/tensor';

useBackend(cpu());

/** Countries and capitals: a dimension for each place, one for what they are; and a word of neither. */
export const placeVectors = new WordVectors(
  ['greece', 'norway', 'peru', 'athens', 'oslo', 'lima', 'noise'],
  5,
  Float32Array.from(
    [
      [1, 0, 0, 0.2, 0.1],
      [0, 1, 0, 0.2, 0],
      [0, 0, 1, 0.2, 0],
      [1, 0, 0, 1.2, 0],
      [0, 1, 0, 1.2, 0.1],
      [0, 0, 1, 1.2, 0],
      [0.3, 0.3, -0.3, 0.1, 3],
    ].flat(),
  ),
);

/** Them as a file. */
export function placeVectorsFile(): Promise<Uint8Array> {
  return saveVectors(placeVectors);
}
