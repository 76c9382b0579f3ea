import { DataError } from '@rondo/data';
import { explainFileError } from '@rondo/data/node';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, open, rename, rm, stat } from 'node:fs/promises';
import * as v from 'valibot';

/** What stands behind usearch's bytes, which usearch itself does not read: JSON, its length in four bytes, and this. */
const signature = 'rondo hnsw 1\n';
const tailBytes = 4 + signature.length;

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const notesSchema = v.object({
  size,
  dimensions: size,
  /** SHA-256 of the numbers of the vectors. */
  vectors: v.string(),
  connectivity: size,
  efConstruction: size,
  /** SHA-256 of usearch's bytes: a damaged file would not be refused by usearch but end the process. */
  graph: v.string(),
});

/** What the file of an index says of it. */
export type IndexNotes = v.InferOutput<typeof notesSchema>;

/**
 * Writes a file as a whole or not at all: `save` writes usearch's part to the path that it is given.
 * @throws DataError where it cannot be written.
 */
export async function writeIndexFile(
  path: string,
  notes: Omit<IndexNotes, 'graph'>,
  save: (path: string) => void,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    save(temporary);
    const json = Buffer.from(JSON.stringify({ ...notes, graph: await sha256Of(temporary) }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(json.length);
    await appendFile(temporary, Buffer.concat([json, length, Buffer.from(signature)]));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`cannot write the index ${path}: ${reason}`, { path }, error);
  }
}

/** @throws DataError for a file that is none of an index, or damaged. */
export async function readIndexNotes(path: string): Promise<IndexNotes> {
  try {
    const { notes, graphBytes } = await readTail(path);
    if (graphBytes > 0 && (await sha256Of(path, graphBytes)) === notes.graph) return notes;
  } catch (error) {
    throw await explainFileError(path, error);
  }
  throw new DataError(`${path} is damaged: its checksum is wrong; build the index again`, { path });
}

async function readTail(path: string): Promise<{ notes: IndexNotes; graphBytes: number }> {
  const { size: bytes } = await stat(path);
  const tail = await readAt(path, bytes - tailBytes, tailBytes);
  const jsonBytes = tail.subarray(4).toString('latin1') === signature ? tail.readUInt32LE() : 0;
  const graphBytes = bytes - tailBytes - jsonBytes;
  const json = await readAt(path, graphBytes, jsonBytes);
  const notes = v.safeParse(notesSchema, parsed(json.toString()));
  if (notes.success) return { notes: notes.output, graphBytes };
  throw new DataError(
    `${path} is no index that HnswIndex.save wrote, or not a whole one; build it again`,
    { path },
  );
}

/** Nothing where the file has none. */
async function readAt(path: string, begin: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(begin < 0 ? 0 : bytes);
  const file = await open(path);
  try {
    await file.read(buffer, 0, buffer.length, Math.max(0, begin));
  } finally {
    await file.close();
  }
  return buffer;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Of the first bytes of a file. */
async function sha256Of(path: string, bytes = Infinity): Promise<string> {
  const hash = createHash('sha256');
  const end = bytes - 1;
  for await (const chunk of createReadStream(path, { end, highWaterMark: 2 ** 20 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
