import { cpu } from '@rondo/backend-cpu';
import { DataError } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { tensor, useBackend } from '@rondo/tensor';
import { assert, asyncProperty, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadVectors, saveVectors } from './safetensors.ts';
import { readWord2VecBinary, writeWord2VecBinary } from './word2vec-binary.ts';
import { readWord2VecText, writeWord2VecText } from './word2vec-text.ts';
import { WordVectors } from './word-vectors.ts';

useBackend(cpu());

const words = ['the', '小狗', 'naïve', '-', '12'];
const dimensions = 7;
const vectors = new WordVectors(
  words,
  dimensions,
  Float32Array.from({ length: words.length * dimensions }, (_, i) => Math.sin(i) * 10 ** (i - 20)),
);

function joined(chunks: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...chunks].flatMap((chunk) => [...chunk]));
}

/** The bytes in pieces of one size, one after the other. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

const text = joined(writeWord2VecText(vectors));
const binary = joined(writeWord2VecBinary(vectors));
const ascii = (own: string): Uint8Array => new TextEncoder().encode(own);

function expectSame(found: WordVectors): void {
  expect(found.words).toEqual(words);
  expect(found.dimensions).toBe(dimensions);
  expect(found.numbers).toEqual(vectors.numbers);
}

describe.each([
  ['text', text, readWord2VecText],
  ['binary', binary, readWord2VecBinary],
] as const)('word2vec %s', (_, bytes, read) => {
  it('gives the same bits, in pieces of any size', async () => {
    expectSame(await read(bytes));
    expectSame(await read(new Blob([bytes]).stream()));
    await assert(
      asyncProperty(integer({ min: 1, max: bytes.length }), async (size) =>
        expectSame(await read(pieces(bytes, size))),
      ),
      { numRuns: 20 },
    );
  });

  it('never takes a file that was cut off', async () => {
    // What is left out at the end may be a line break, or the last digits of a text.
    for (let length = 0; length < bytes.length - 20; length++) {
      await expect(read(bytes.subarray(0, length), { name: 'cut' })).rejects.toThrow(/^cut[:,]/);
    }
  });

  it.each([
    '',
    '\n',
    'the 1 2 3\n',
    '3\n',
    '3 0\n',
    '99999999 99999\n',
    '-1 4\n',
    '1e3 2\n',
    '0 3\n',
  ])('refuses the first line %j', async (line) => {
    await expect(read(ascii(line), { name: 'f.vec' })).rejects.toThrow(DataError);
  });

  it('says what to give it in place of a text, or of a buffer', async () => {
    const ofText = read('1 1\na 1\n' as never);
    await expect(ofText).rejects.toThrow(/received a string; .* TextEncoder/);
    const buffer = read(bytes.slice().buffer as never);
    await expect(buffer).rejects.toThrow(/received an ArrayBuffer; .* new Uint8Array/);
    for (const other of [undefined, null, 7, {}]) {
      await expect(read(other as never)).rejects.toThrow(DataError);
    }
  });

  it('names what goes on behind the last word', async () => {
    const more = Uint8Array.from([...bytes, ...ascii('more 1 2 3 4 5 6 7\n')]);
    await expect(read(more)).rejects.toThrow(/5 words/);
  });
});

describe('word2vec text', () => {
  it('takes words with blanks, and names the place of what is no number', async () => {
    const read = await readWord2VecText(ascii('1 2\nNew York 1 -2.5\n'));
    expect(read.words).toEqual(['New York']);
    expect([...read.numbers]).toEqual([1, -2.5]);
    for (const bad of ['x', 'NaN', 'Infinity', '1e99']) {
      await expect(
        readWord2VecText(ascii(`2 2\na 1 2\nb 1 ${bad}\n`), { name: 'v.txt' }),
      ).rejects.toThrow(`v.txt: line 3: number 2 of the word 'b' is ${bad}`);
    }
    await expect(readWord2VecText(ascii('1 3\na 1 2\n'))).rejects.toThrow(
      /line 2 has 2 numbers .* the first line says 3/,
    );
  });

  it('refuses lines of more or fewer numbers than the first line says', async () => {
    const second = 'a.vec: line 2 has 3 numbers behind its word, the first line says 2';
    const tooWide = readWord2VecText(ascii('2 2\na 1 2 3\nb 4 5 6\n'), { name: 'a.vec' });
    await expect(tooWide).rejects.toThrow(second);
    const oneTooLong = readWord2VecText(ascii('2 3\na 1 2 3\nNew York -4e1 .5 6 7 8\n'));
    await expect(oneTooLong).rejects.toThrow(/line 3 has 5 numbers .* says 3/);
    const year = await readWord2VecText(ascii('1 2\n1984 1 2\n'));
    expect(year.words).toEqual(['1984']);
  });

  it('refuses lines without a word, and numbers of other bases', async () => {
    for (const line of [' 1 2', '  1 2', '\t1\t2']) {
      await expect(readWord2VecText(ascii(`1 2\n${line}\n`))).rejects.toThrow(
        'line 2 has no word before its numbers',
      );
    }
    for (const bad of ['0x10', '0b1', '0O7']) {
      await expect(readWord2VecText(ascii(`1 2\na ${bad} 2\n`))).rejects.toThrow(
        `line 2: number 1 of the word 'a' is ${bad}`,
      );
    }
  });

  it('keeps the sign of zeros', async () => {
    const zeros = new WordVectors(['a'], 2, Float32Array.of(-0, 0));
    const { numbers } = await readWord2VecText(joined(writeWord2VecText(zeros)));
    expect(numbers).toEqual(Float32Array.of(-0, 0));
  });

  it('comes in chunks, however long words and rows are', async () => {
    const size = 9;
    const long = new WordVectors(
      Array.from({ length: size }, (_, n) => `${n}${'春'.repeat(n === 7 ? 90_000 : 3)}`),
      3000,
      Float32Array.from({ length: size * 3000 }, (_, n) => Math.sin(n)),
    );
    const chunks = [...writeWord2VecText(long)];
    expect(chunks.length).toBeGreaterThan(3);
    const { words: found, numbers } = await readWord2VecText(chunks);
    expect(found).toEqual(long.words);
    expect(numbers).toEqual(long.numbers);
  });

  it('takes tabs between numbers, and behind the word alone', async () => {
    for (const lines of ['a\t1\t2\nb c\t3\t4\n', 'a\t1 2\nb c\t3 4\n', 'a 1\t2\t\nb c 3\t4\n']) {
      const read = await readWord2VecText(ascii(`2\t2\n${lines}`));
      expect(read.words).toEqual(['a', 'b c']);
      expect([...read.numbers]).toEqual([1, 2, 3, 4]);
    }
  });

  it('refuses to write what it could not read again', () => {
    for (const word of ['', ' a', 'a\nb']) {
      const odd = new WordVectors([word], 1, Float32Array.of(1));
      expect(() => [...writeWord2VecText(odd)]).toThrow(/cannot be written/);
    }
    for (const word of ['Highway 61', 'a\tb']) {
      const numbered = new WordVectors([word], 1, Float32Array.of(1));
      expect(() => [...writeWord2VecText(numbered)]).toThrow(/it has a tab, or ends with a number/);
    }
    const blank = new WordVectors(['a b'], 1, Float32Array.of(1));
    expect(() => [...writeWord2VecBinary(blank)]).toThrow(/has a blank/);
  });
});

/** Four vectors of two numbers: of a word, it again, and two words that were cut within a character. */
const odd = (form: 'text' | 'binary'): Uint8Array => {
  const row = (word: readonly number[], a: number, b: number): Uint8Array => {
    const numbers =
      form === 'text' ? ascii(`${a} ${b}\n`) : new Uint8Array(Float32Array.of(a, b).buffer);
    return Uint8Array.from([...word, 0x20, ...numbers]);
  };
  return joined([
    ascii('5 2\n'),
    row([0x61], 1, 2),
    row([0x61], 3, 4),
    row([0x62, 0xe6, 0x98], 5, 6),
    row([0x63, 0xff], 7, 8),
    row([0x62, 0xe6, 0x98], 9, 10),
  ]);
};

describe.each([
  ['text', odd('text'), readWord2VecText],
  ['binary', odd('binary'), readWord2VecBinary],
] as const)('word2vec %s of another program', (_, bytes, read) => {
  it('refuses words that are not UTF-8, by name', async () => {
    await expect(read(bytes, { name: 'o.vec' })).rejects.toThrow(/^o\.vec.*not (?:valid )?UTF-8/);
  });

  it('takes them where it is asked to, and of repeated words the first', async () => {
    const told: string[] = [];
    const options = { name: 'o.vec', tell: (what: string) => told.push(what) };
    for (const size of [1, 7, bytes.length]) {
      const found = await read(pieces(bytes, size), { ...options, invalidUtf8: 'replace' });
      expect(found.words).toEqual(['a', 'b\uFFFD', 'c\uFFFD']);
      expect([...found.numbers]).toEqual([1, 2, 5, 6, 7, 8]);
    }
    expect(told.slice(0, 2)).toEqual([
      'o.vec: 2 words are not UTF-8; what is broken in them became \uFFFD',
      "o.vec: 2 words come again, 'a' first; what they had first is taken",
    ]);
  });
});

describe('word2vec binary', () => {
  it('shows the first bytes of what is something else', async () => {
    const random = Uint8Array.from({ length: 300 }, (_, i) => (i * 89 + 0xf7) % 256);
    const begins =
      'begins with a line of two numbers, of words and of dimensions, this one with the bytes f7 50';
    await expect(readWord2VecBinary(random, { name: 'r.bin' })).rejects.toThrow(begins);
    await expect(readWord2VecBinary(ascii('three words\n'))).rejects.toThrow('"three words"');
    await expect(readWord2VecBinary(ascii(''))).rejects.toThrow('this one with nothing');
  });

  it('names the word whose number is none', async () => {
    const damaged = binary.slice();
    const at = binary.length - 1 - 4 * dimensions;
    new DataView(damaged.buffer).setFloat32(at, NaN, true);
    await expect(readWord2VecBinary(damaged, { name: 'v.bin' })).rejects.toThrow(
      "v.bin: word 5: number 1 of the word '12' is NaN",
    );
  });

  it('reads files without line breaks between words', async () => {
    const parts = [...writeWord2VecBinary(vectors)].map((part, i) =>
      i === 0 ? part : part.subarray(0, -1),
    );
    expectSame(await readWord2VecBinary(parts));
  });
});

describe('safetensors', () => {
  it('gives the same bits', async () => expectSame(await loadVectors(await saveVectors(vectors))));

  it('refuses files of something else', async () => {
    const weight = tensor([[1, 2]]);
    for (const metadata of [{}, { words: '["a", "b"]' }, { words: '{}' }]) {
      const bytes = await safetensors.save({ weight }, metadata);
      await expect(loadVectors(bytes)).rejects.toThrow(/no word vectors/);
    }
    weight.dispose();
    await expect(loadVectors(new Uint8Array(3))).rejects.toThrow(/safetensors/);
  });
});

describe('WordVectors', () => {
  it('gives the vector of a word, and names the nearest of an unknown one', () => {
    expect([...vectors.vectorOf('naïve')]).toEqual([...vectors.numbers.subarray(14, 21)]);
    expect(() => vectors.vectorOf('naive')).toThrow(/did you mean 'naïve'/);
  });

  it('refuses what does not fit', () => {
    expect(() => new WordVectors(['a'], 2, new Float32Array(3))).toThrow(/need 2 numbers/);
    expect(() => new WordVectors(['a', 'b'], 1, Float32Array.of(1, NaN))).toThrow(
      /word 'b' is NaN/,
    );
  });
});
