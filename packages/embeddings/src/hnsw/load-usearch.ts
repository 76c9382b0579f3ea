import { DataError } from '@rondo/data';

export type Usearch = typeof import('usearch');

/** Loads usearch, which the user installs. @throws DataError where it is not there or does not run. */
export async function loadUsearch(): Promise<Usearch> {
  try {
    return await import('usearch');
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new DataError(
      `HnswIndex needs the package usearch, which cannot be loaded: npm install usearch (${reason})`,
      { reason },
      error,
    );
  }
}
