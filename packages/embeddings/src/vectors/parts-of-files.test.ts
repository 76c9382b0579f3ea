import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWord2VecBinary, writeWord2VecBinary } from './word2vec-binary.ts';
import { readWord2VecText, writeWord2VecText } from './word2vec-text.ts';
import { WordVectors } from './word-vectors.ts';

const words = Array.from({ length: 3000 }, (_, n) => `w${n}`);
const vectors = new WordVectors(
  words,
  3,
  Float32Array.from({ length: 9000 }, (_, n) => Math.sin(n)),
);
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Chunks, of which it is counted how many were asked for. */
function counted(chunks: Iterable<Uint8Array>): { read: number; bytes: AsyncIterable<Uint8Array> } {
  const own = { read: 0, bytes: given() };
  async function* given(): AsyncGenerator<Uint8Array, void> {
    for (const chunk of chunks) {
      own.read += 1;
      await Promise.resolve();
      for (let at = 0; at < chunk.length; at += 1000) yield chunk.subarray(at, at + 1000);
    }
  }
  return own;
}

describe.each([
  ['text', readWord2VecText, writeWord2VecText],
  ['binary', readWord2VecBinary, writeWord2VecBinary],
] as const)('limit, %s', (_, read, write) => {
  it('reads the first words, and no more of the file', async () => {
    const chunks = [...write(vectors)];
    const source = counted(chunks);
    const some = await read(source.bytes, { limit: 7 });
    expect(some.words).toEqual(words.slice(0, 7));
    expect(some.numbers).toEqual(vectors.numbers.slice(0, 21));
    expect(source.read).toBeLessThan(chunks.length);
    for (const limit of [3000, 9999]) {
      expect((await read(chunks, { limit })).numbers).toEqual(vectors.numbers);
    }
    for (const limit of [0, 1.5, -1]) {
      await expect(read(chunks, { limit })).rejects.toThrow(/limit must be a whole number from 1/);
    }
  });

  it('still tells that a file ends early', async () => {
    const [first] = [...write(new WordVectors(['a', 'b'], 1, Float32Array.of(1, 2)))];
    const text = new TextDecoder().decode(first).replace('2 1', '5 1');
    await expect(read(ascii(text), { limit: 4 })).rejects.toThrow(/ends/);
  });
});

describe('without a header', () => {
  it('reads what GloVe writes', async () => {
    const text = [...writeWord2VecText(vectors)]
      .map((chunk) => new TextDecoder().decode(chunk))
      .join('');
    const bytes = ascii(text.slice(text.indexOf('\n') + 1));
    const read = await readWord2VecText(bytes, { header: false });
    expect(read.words).toEqual(words);
    expect(read.numbers).toEqual(vectors.numbers);
    const some = await readWord2VecText(bytes, { header: false, limit: 2000 });
    expect(some.words).toEqual(words.slice(0, 2000));
    await expect(readWord2VecText(bytes)).rejects.toThrow(/header: false/);
  });

  it('finds room for any number of words', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5000 }), async (count) => {
        const lines = Array.from({ length: count }, (_, n) => `w${n} ${n} 1\n`);
        const { size, numbers } = await readWord2VecText(ascii(lines.join('')), { header: false });
        expect(size).toBe(count);
        expect(numbers.length).toBe(2 * count);
        expect(numbers[2 * count - 2]).toBe(count - 1);
      }),
      { numRuns: 20 },
    );
  });

  it('names the line of what is wrong', async () => {
    const read = (text: string) => readWord2VecText(ascii(text), { header: false, name: 'g.txt' });
    await expect(read('a 1 2\nb 1\n')).rejects.toThrow('g.txt: line 2 has 1 numbers');
    await expect(read('a\n')).rejects.toThrow('g.txt: line 1 has no numbers behind its word');
    await expect(read('a 1 2\nb 1 x\n')).rejects.toThrow('g.txt: line 2');
    await expect(read('')).rejects.toThrow('empty');
  });
});
