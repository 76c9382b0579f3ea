import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLines } from './decode-lines.ts';

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const list = [];
  for await (const line of lines) list.push(line);
  return list;
}

const bytes = new TextEncoder().encode('\uFEFFein Hund\r\nzwei 漢字\n\nEnde');
const expected = ['ein Hund', 'zwei 漢字', '', 'Ende'];

describe('decodeLines', () => {
  it('reads the stream of a page, zipped or plain', async () => {
    const stream = () => new Blob([bytes]).stream();
    expect(await collect(decodeLines(stream()))).toEqual(expected);
    const zipped = stream().pipeThrough(new CompressionStream('gzip'));
    const plain = zipped.pipeThrough(new DecompressionStream('gzip'));
    expect(await collect(decodeLines(plain))).toEqual(expected);
  });

  it('reads a stream that cannot be iterated, and cancels it when left early', async () => {
    let cancelled = false;
    const stream = {
      getReader: () => ({
        read: () => Promise.resolve({ done: false, value: bytes }),
        cancel: () => {
          cancelled = true;
          return Promise.resolve();
        },
      }),
    } as unknown as ReadableStream<Uint8Array>;
    for await (const line of decodeLines(stream)) {
      expect(line).toBe('ein Hund');
      break;
    }
    expect(cancelled).toBe(true);
  });

  it('names the text in errors', async () => {
    const stream = (text: string) => new Blob([text]).stream();
    await expect(collect(decodeLines(stream('a\nb\0'), { name: 'pasted' }))).rejects.toThrow(
      'pasted, line 2, byte offset 3: there is a NUL byte',
    );
    await expect(collect(decodeLines(stream('')))).rejects.toThrow('text is empty');
    await expect(collect(decodeLines(stream('ok\nlonger\n'), { maxLineBytes: 5 }))).rejects.toThrow(
      'line 2, byte offset 3: longer than 5 bytes',
    );
    expect(await collect(decodeLines(stream('short\nshort\n'), { maxLineBytes: 5 }))).toHaveLength(
      2,
    );
  });

  it('cuts long lines at blanks, else between characters, the same however they arrive', async () => {
    const text = 'one two three\n漢字漢字漢字\r\nfour\tfive six\nok';
    const pieces = ['one two ', 'three', '漢字', '漢字', '漢字', 'four\t', 'five six', 'ok'];
    const whole = new TextEncoder().encode(text);
    const options = { maxLineBytes: 8, longLines: 'cut' } as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length)), async (places) => {
        const cuts = [0, ...places.toSorted((a, b) => a - b), whole.length];
        const chunks = cuts.slice(1).map((to, i) => whole.subarray(cuts[i], to));
        expect(await collect(decodeLines(new Blob(chunks).stream(), options))).toEqual(pieces);
        async function* arriving(): AsyncGenerator<Uint8Array, void> {
          await Promise.resolve();
          yield* chunks;
        }
        expect(await collect(decodeLines(arriving(), options))).toEqual(pieces);
      }),
    );
    const broken = new Blob([new Uint8Array(30).fill(0x80)]).stream();
    await expect(collect(decodeLines(broken, options))).rejects.toThrow('is not valid UTF-8');
  });
});
