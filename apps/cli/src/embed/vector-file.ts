import { join } from 'node:path';

/** The file of the vectors in the folder of a run. */
export function vectorFileOf(folder: string): string {
  return join(folder, 'vectors.safetensors');
}
