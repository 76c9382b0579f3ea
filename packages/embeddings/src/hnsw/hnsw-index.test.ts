import { cpu } from '@rondo/backend-cpu';
import { DataError, Random } from '@rondo/data';
import { useBackend } from '@rondo/tensor';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { analogies, type Analogy } from '../evaluation/analogies.ts';
import { cosine } from '../neighbours/cosine.ts';
import { Neighbours } from '../neighbours/neighbours.ts';
import { WordVectors } from '../vectors/word-vectors.ts';
import { HnswIndex } from './hnsw-index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rondo-hnsw-'));
const path = (name: string): string => join(folder, name);

/** Words around the middles of as many groups as their root. */
function groupedVectors(size: number, dimensions: number, seed: number): WordVectors {
  const random = new Random(seed);
  const uniform = (): number => (random.uint32() + 0.5) / 2 ** 32;
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const groups = Math.round(Math.sqrt(size));
  const middles = Float32Array.from({ length: groups * dimensions }, normal);
  const numbers = new Float32Array(size * dimensions);
  for (let word = 0; word < size; word++) {
    const group = random.uint32() % groups;
    const length = 0.5 + uniform();
    for (let i = 0; i < dimensions; i++) {
      numbers[word * dimensions + i] = length * (middles[group * dimensions + i]! + 0.7 * normal());
    }
  }
  return new WordVectors(
    Array.from({ length: size }, (_, n) => `w${n}`),
    dimensions,
    numbers,
  );
}

const vectors = groupedVectors(20_000, 37, 1);
const some = Array.from({ length: 200 }, (_, n) => `w${n * 97}`);
let index: HnswIndex;
let approximate: Neighbours;
let exact: Neighbours;

beforeAll(async () => {
  useBackend(cpu());
  index = await HnswIndex.build(vectors);
  approximate = new Neighbours(vectors, { index });
  exact = new Neighbours(vectors);
});
afterAll(() => {
  exact.dispose();
  approximate.dispose();
  rmSync(folder, { recursive: true });
});

/** The share of answers that both have. */
function recall(
  found: readonly (readonly { word: string }[])[],
  wanted: readonly (readonly { word: string }[])[],
): number {
  const counts = wanted.map((all, i) => {
    const words = new Set(found[i]!.map(({ word }) => word));
    return all.filter(({ word }) => words.has(word)).length;
  });
  return counts.reduce((a, b) => a + b) / wanted.flat().length;
}

describe('Neighbours with an index', () => {
  it('finds 95 % of the exact ones, with their similarities and in their order', async () => {
    const found = await approximate.ofAll(some, 10);
    expect(recall(found, await exact.ofAll(some, 10))).toBeGreaterThan(0.95);
    for (const [i, near] of found.entries()) {
      expect(near).toHaveLength(10);
      for (const { word, index: place, similarity } of near) {
        expect(vectors.words[place]).toBe(word);
        const wanted = cosine(vectors.vectorOf(word), vectors.vectorOf(some[i]!));
        expect(similarity).toBeCloseTo(wanted, 6);
      }
      const similarities = near.map(({ similarity }) => similarity);
      expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
    }
  });

  it('leaves out the word itself and what is excluded, and finds many as well as few', async () => {
    const [best] = await exact.of('w5', 1);
    const found = await approximate.of('w5', 300, { without: [best!.word] });
    const words = found.map(({ word }) => word);
    expect(words).toHaveLength(300);
    expect(words).not.toContain('w5');
    expect(words).not.toContain(best!.word);
    const wanted = await exact.of('w5', 300, { without: [best!.word] });
    expect(recall([found], [wanted])).toBeGreaterThan(0.95);
  });

  it('finds those of free vectors, one or many', async () => {
    const middle = vectors.vectorOf('w3').map((value, i) => value + vectors.vectorOf('w4')[i]!);
    const [one] = await approximate.ofAll([middle], 10);
    const many = await approximate.ofAll([vectors.vectorOf('w9'), middle], 10);
    expect(many[1]).toEqual(one);
    expect(many[0]![0]!.word).toBe('w9');
  });

  it.each(['3CosAdd', '3CosMul'] as const)('answers analogies by %s', async (method) => {
    const questions = some.map((a, n): Analogy => [a, `w${n + 1000}`, `w${n * 7 + 3000}`]);
    const found = await analogies(approximate, questions, 5, { method });
    const wanted = await analogies(exact, questions, 5, { method });
    expect(recall(found, wanted)).toBeGreaterThan(0.95);
    const score = new Map(wanted[0]!.map(({ word, similarity }) => [word, similarity]));
    for (const { word, similarity } of found[0]!.filter(({ word: known }) => score.has(known))) {
      expect(similarity).toBeCloseTo(score.get(word)!, 5);
    }
  });

  it('lists equally near words in the order of the vocabulary', async () => {
    const size = 600;
    const numbers = new Float32Array(size * 3);
    for (let i = 0; i < size; i++) numbers.set(i % 50 === 0 ? [1, 2, 3] : [1, i, -i], i * 3);
    const words = Array.from({ length: size }, (_, n) => `w${n}`);
    const same = new WordVectors(words, 3, numbers);
    const found = await new Neighbours(same, { index: await HnswIndex.build(same) }).of('w0', 11);
    expect(found.map(({ index: place }) => place)).toEqual(
      Array.from({ length: 11 }, (_, n) => 50 * (n + 1)),
    );
  });

  it.each([0, 1, 2, 128, 129])('works with %i words', async (size) => {
    const few = groupedVectors(size, 5, 2);
    const near = new Neighbours(few, { index: await HnswIndex.build(few) });
    const all = new Neighbours(few);
    const query = [1, 2, 3, 4, 5];
    expect(await near.of(query, 7)).toEqual(await all.of(query, 7));
    const [first] = await near.ofAll(few.words.slice(0, 1), 7);
    expect(first ?? []).toHaveLength(Math.max(0, Math.min(7, size - 1)));
    all.dispose();
    await expect(near.of('none')).rejects.toThrow("the word 'none'");
  });

  it('takes vectors of zeros', async () => {
    const numbers = vectors.numbers.slice(0, 500 * 37).fill(0, 37, 74);
    const zeros = new WordVectors(vectors.words.slice(0, 500), 37, numbers);
    const near = new Neighbours(zeros, { index: await HnswIndex.build(zeros) });
    const found = await near.of('w1', 5);
    expect(found.map(({ similarity }) => similarity)).toEqual([0, 0, 0, 0, 0]);
  });

  it('refuses an index of other vectors', () => {
    const other = groupedVectors(30, 37, 1);
    expect(() => new Neighbours(other, { index })).toThrow(
      'the index knows 20000 words of 37 dimensions, the vectors are 30 of 37',
    );
  });
});

describe('HnswIndex', () => {
  it('is the same each time, and its file finds the same', async () => {
    const few = groupedVectors(3000, 11, 3);
    const build = (): Promise<HnswIndex> => HnswIndex.build(few, { connectivity: 8 });
    await (await build()).save(path('a.hnsw'));
    const second = await build();
    await second.save(path('b.hnsw'));
    expect(readFileSync(path('b.hnsw')).equals(readFileSync(path('a.hnsw')))).toBe(true);
    const read = await HnswIndex.load(path('a.hnsw'), few);
    const ask = (one: HnswIndex) => new Neighbours(few, { index: one }).ofAll(few.words, 10);
    expect(await ask(read)).toEqual(await ask(second));
    await read.save(path('c.hnsw'));
    expect(await ask(await HnswIndex.load(path('c.hnsw'), few))).toEqual(await ask(second));
    expect(readdirSync(folder).toSorted()).toEqual(['a.hnsw', 'b.hnsw', 'c.hnsw']);
  });

  it('is built by several threads as well, and told of', async () => {
    const few = groupedVectors(2500, 11, 3);
    const shares: number[] = [];
    const built = await HnswIndex.build(few, { threads: 2 }, { onProgress: (s) => shares.push(s) });
    expect(shares).toEqual([0.4, 0.8, 1]);
    const all = new Neighbours(few);
    const wanted = await all.ofAll(few.words, 10);
    all.dispose();
    const found = await new Neighbours(few, { index: built }).ofAll(few.words, 10);
    expect(recall(found, wanted)).toBeGreaterThan(0.95);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const built = HnswIndex.build(
      vectors,
      {},
      { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) },
    );
    await expect(built).rejects.toThrow('enough');
  });

  it('refuses files of other vectors, damaged ones and none', async () => {
    const few = groupedVectors(300, 7, 3);
    const file = path('few.hnsw');
    await (await HnswIndex.build(few)).save(file);
    const refusal = async (name: string, of = few): Promise<string> => {
      const error: unknown = await HnswIndex.load(path(name), of).catch((why: unknown) => why);
      expect(error).toBeInstanceOf(DataError);
      return (error as DataError).message;
    };
    expect(await refusal('few.hnsw', groupedVectors(300, 7, 4))).toContain(
      'an index of other vectors: 300 words of 7 dimensions, too, but of other numbers',
    );
    expect(await refusal('few.hnsw', groupedVectors(301, 7, 3))).toContain(
      'of 300 words of 7 dimensions, these are 301 of 7; build the index',
    );
    expect(await refusal('fw.hnsw')).toMatch(/there is no such file; did you mean few.hnsw\?$/);
    const bytes = readFileSync(file);
    const write = (name: string, content: Uint8Array): void => writeFileSync(path(name), content);
    write('empty.hnsw', new Uint8Array());
    write('cut.hnsw', bytes.subarray(0, bytes.length / 2));
    write(
      'odd.hnsw',
      bytes.map((byte, i) => (i === 1000 ? byte ^ 1 : byte)),
    );
    write('more.hnsw', bytes);
    appendFileSync(path('more.hnsw'), 'more');
    const noIndex = /is no index that HnswIndex.save wrote, or not a whole one; build it again$/;
    expect(await refusal('empty.hnsw')).toMatch(noIndex);
    expect(await refusal('cut.hnsw')).toMatch(noIndex);
    expect(await refusal('more.hnsw')).toMatch(noIndex);
    expect(await refusal('odd.hnsw')).toMatch(/odd.hnsw is damaged: its checksum is wrong/);
  });

  it('is written as a whole or not at all', async () => {
    const to = path('none/x.hnsw');
    await expect(index.save(to)).rejects.toThrow(`cannot write the index ${to}: `);
    await expect(index.save(folder)).rejects.toThrow('cannot write the index');
    expect(readdirSync(join(folder, '..')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('refuses options that do not fit', async () => {
    const build = (options: object): Promise<HnswIndex> => HnswIndex.build(vectors, options);
    await expect(build({ efSerch: 3 })).rejects.toThrow("did you mean 'efSearch'?");
    await expect(build({ connectivity: 1 })).rejects.toThrow('connectivity: expected >=2');
    await expect(build({ efConstruction: 0.5 })).rejects.toThrow('efConstruction: ');
  });

  it('says what to install where usearch is missing', async () => {
    vi.doMock('usearch', () => {
      throw new Error("Cannot find package 'usearch'");
    });
    const built = HnswIndex.build(groupedVectors(9, 3, 1));
    await expect(built).rejects.toThrow(
      /^HnswIndex needs the package usearch, .*npm install usearch/,
    );
    vi.doUnmock('usearch');
  });
});
