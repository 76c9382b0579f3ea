import type { Archive } from './archive.ts';
import { StorageClass } from './allowed-globals.ts';
import { damaged } from './error.ts';
import { PickledBytes, type PickledStorage } from './pickled-tensor.ts';

/** Finds the storages of a checkpoint by the ids in its pickle: `('storage', class, key, device, count)`. */
export class Storages {
  readonly #archive: Archive;
  readonly #known = new Map<string, PickledBytes>();

  constructor(archive: Archive) {
    this.#archive = archive;
  }

  /** @throws TorchCheckpointError when the archive has no such record, or one of another size. */
  find(id: unknown): PickledStorage | PickledBytes {
    const [kind, storageClass, key, , count] = Array.isArray(id) ? (id as unknown[]) : [];
    if (
      kind !== 'storage' ||
      !(storageClass instanceof StorageClass) ||
      typeof key !== 'string' ||
      typeof count !== 'number'
    ) {
      throw damaged('data.pkl refers to something outside of it that is no storage');
    }
    const { type } = storageClass;
    const bytes = this.#archive.storage(key);
    const expected = count * (type?.bytes ?? 1);
    if (bytes?.length !== expected) {
      const found = bytes ? `${bytes.length} bytes` : 'nothing';
      throw damaged(
        `data.pkl expects the record data/${key} with ${expected} bytes, found ${found}`,
        { key, expected, found: bytes?.length },
      );
    }
    const storage = this.#known.get(key) ?? new PickledBytes(key, bytes);
    this.#known.set(key, storage);
    return type ? storage.as(type) : storage;
  }
}
