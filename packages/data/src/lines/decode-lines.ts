import { LineDecoder, type LongLines } from './line-decoder.ts';

export interface DecodeLinesOptions {
  /** What errors call the text, for instance the file's name. Default 'text'. */
  readonly name?: string;
  /** Longer lines are an error: it is probably not text. Default 1 MiB. */
  readonly maxLineBytes?: number;
  /** 'cut' gives them in pieces instead, which end at blanks where there are any: for a corpus that is one line. Default 'refuse'. */
  readonly longLines?: LongLines;
}

/** The default of `maxLineBytes`. */
export const defaultMaxLineBytes = 2 ** 20;

/**
 * The lines of UTF-8 bytes that arrive in chunks, in memory that does not grow: a fetch's body, a file that a page was given.
 *
 * The same rules and errors as `readLines` of `@rondo/data/node`. Gzipped bytes go through
 * `stream.pipeThrough(new DecompressionStream('gzip'))` first.
 */
export async function* decodeLines(
  chunks: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>,
  { name = 'text', maxLineBytes = defaultMaxLineBytes, longLines }: DecodeLinesOptions = {},
): AsyncGenerator<string, void> {
  const decoder = new LineDecoder(name, maxLineBytes, longLines);
  for await (const chunk of Symbol.asyncIterator in chunks ? chunks : chunksOf(chunks)) {
    yield* decoder.push(chunk);
  }
  yield* decoder.end();
}

/** For engines whose streams cannot be iterated. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const reader = stream.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel();
  }
}
