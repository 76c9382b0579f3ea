import type { UnzipFileInfo } from 'fflate';
import { checksumsIn } from './checksums.ts';
import { crc32 } from './crc32.ts';
import { damaged, refused, saveStateDict, TorchCheckpointError } from './error.ts';

/** The records of a checkpoint. */
export interface Archive {
  /** `data.pkl`: what there is and how it hangs together. */
  readonly pickle: Uint8Array;
  /** Whether the elements of tensors are little-endian. */
  readonly littleEndian: boolean;
  /** `data/<key>`: the elements of a storage. */
  storage(key: string): Uint8Array | undefined;
}

/**
 * Opens the zip archive that `torch.save` writes: stored records in a folder of any name.
 * @throws TorchCheckpointError when it is another kind of file or damaged.
 */
export async function readArchive(bytes: Uint8Array): Promise<Archive> {
  const records = await unzip(bytes);
  const pickles = [...records.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [path] = pickles;
  if (path === undefined || pickles.length > 1) {
    throw refused(
      `the zip archive has ${pickles.length} records <folder>/data.pkl, so it is no PyTorch checkpoint`,
      { records: records.size },
    );
  }
  const root = path.slice(0, -'data.pkl'.length);
  return {
    pickle: records.get(path)!,
    littleEndian: isLittleEndian(records.get(`${root}byteorder`)),
    storage: (key) => records.get(`${root}data/${key}`),
  };
}

/** PyTorch before 2.1 does not say; it was little-endian almost everywhere. */
function isLittleEndian(record: Uint8Array | undefined): boolean {
  const order = record && String.fromCharCode(...record.subarray(0, 16));
  if (order === undefined || order === 'little' || order === 'big') return order !== 'big';
  throw damaged(`the record byteorder is ${JSON.stringify(order)}, expected little or big`);
}

async function unzip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  checkKind(bytes);
  // Loaded when it is needed, so that programs which read no checkpoints do not carry it.
  const { unzipSync } = await import('fflate');
  const compressed = new Map<string, boolean>();
  let total = 0;
  const isStored = ({ name, size, compression }: UnzipFileInfo): boolean => {
    total += size;
    // Records that lie on each other would be copied again and again.
    if (name === '' || compressed.has(name) || total > bytes.length) {
      throw damaged(`the directory of the zip archive is wrong at the record '${name}'`, { name });
    }
    compressed.set(name, compression !== 0);
    return compression === 0;
  };
  const records = soundly(() => unzipSync(bytes, { filter: isStored }));
  checkRecords(compressed);
  const found = new Map(Object.entries(records));
  checkContents(found, bytes);
  return found;
}

/** Compares the records with their checksums, as far as PyTorch wrote any. */
function checkContents(records: ReadonlyMap<string, Uint8Array>, bytes: Uint8Array): void {
  const checksums = checksumsIn(bytes);
  for (const [name, content] of records) {
    const expected = checksums?.get(name);
    if (expected === undefined) {
      throw damaged(`the directory of the zip archive is wrong at the record '${name}'`, { name });
    }
    if (expected === 0) continue;
    const found = crc32(content);
    if (found !== expected) {
      throw damaged(
        `the record ${name} does not have its checksum: expected CRC-32 ${hex(expected)}, found ${hex(found)}`,
        { name, expected, found },
      );
    }
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** Runs the unzipping, whose errors are those of a damaged file. */
function soundly<T>(unzipping: () => T): T {
  try {
    return unzipping();
  } catch (error) {
    if (error instanceof TorchCheckpointError) throw error;
    throw damaged(`the zip archive is not sound (${String(error)})`);
  }
}

/** Refuses an archive by the names of its records, which may be compressed. */
function checkRecords(compressed: ReadonlyMap<string, boolean>): void {
  for (const name of compressed.keys()) {
    if (/^[^/]+\/(code\/|constants\.pkl$)/.test(name)) {
      throw refused(
        `the file is a TorchScript archive, which holds code; ${saveStateDict}, with the model of torch.jit.load(path)`,
        { name },
      );
    }
  }
  for (const [name, isCompressed] of compressed) {
    if (isCompressed) {
      throw refused(
        `the record ${name} is compressed, PyTorch stores records as they are; write the file anew: torch.save(torch.load(path, weights_only=True), path)`,
        { name },
      );
    }
  }
}

/** Tells what else a `.pt` file may be. */
function checkKind(bytes: Uint8Array): void {
  if (startsWith(bytes, [0x50, 0x4b])) return;
  const isTar = startsWith(bytes.subarray(257), [0x75, 0x73, 0x74, 0x61, 0x72]);
  if (isTar || startsWith(bytes, [0x80])) {
    throw refused(
      "the file is a bare pickle or a tar archive: PyTorch's format before 1.6; write it anew with a newer PyTorch: torch.save(torch.load(path, weights_only=True), path)",
    );
  }
  throw damaged(
    'the file does not start like a zip archive, which PyTorch checkpoints since 1.6 are',
  );
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
