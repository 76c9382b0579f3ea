import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from './checked-content.ts';
import { dataSets } from './data-sets.ts';
import { downloadDataSet } from './download-data-set.ts';
import { fileSource } from './file-source.ts';
import { tatoeba } from './tatoeba.ts';

const shared = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** The copies in ../shared, and which of the files they lack. */
const copies = [
  { name: 'multi30k', folder: 'multi30k', absent: /^test_2017/ },
  { name: 'multi30k-bpe10k', folder: 'multi30k-bpe10k-en-de', absent: /^test\.(2017|coco)/ },
  { name: 'tatoeba-cmn-eng', folder: 'tatoeba-cmn-eng', absent: /^$/ },
  { name: 'wikitext', folder: 'wikitext2-small', absent: /^train/ },
  { name: 'movielens', folder: 'movielens-latest-small', absent: /^$/ },
];
/** Of these the copy is what their files become. */
const derived = ['song-poems'];

it('has a copy of each data set', () => {
  expect([...copies.map(({ name }) => name), ...derived].toSorted()).toEqual(
    dataSets.map(({ name }) => name).toSorted(),
  );
});

describe.each(copies)('$name', ({ name, folder, absent }) => {
  const { files } = dataSets.find((set) => set.name === name)!;
  const there = files.filter((file) => !absent.test(file.name));
  it.each(there.map((file) => [file.name, file] as const))('%s has this checksum', (_, file) => {
    const names = [file.name, `${file.name}.gz`, `${file.name}.txt.gz`];
    const path = names.map((one) => join(shared, folder, one)).find((one) => existsSync(one))!;
    const bytes = readFileSync(path);
    const content = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    expect([content.length, sha256(content)]).toEqual([file.bytes, file.sha256]);
  });
});

describe('Tatoeba', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rondo-tatoeba-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(() =>
    downloadDataSet(tatoeba, {
      source: fileSource(tatoeba, join(shared, 'tatoeba-cmn-eng'), (path) => path, {
        stallSeconds: 1,
        maxBytes: 1e7,
      }),
      folder,
      anyVersion: false,
      maxBytes: 1e7,
      signal: new AbortController().signal,
      tell: () => undefined,
    }),
  );
  const lines = (name: string): string[] =>
    readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1);

  it('is split into about a thousand lines to validate and to test, the others to train', () => {
    expect(readdirSync(folder).toSorted()).toEqual([
      'cmn.txt',
      'test.tsv',
      'train.tsv',
      'validation.tsv',
    ]);
    const sizes = ['train', 'validation', 'test'].map((name) => lines(`${name}.tsv`).length);
    expect(sizes).toEqual([27_164, 1013, 978]);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(29_155);
  });

  it('has no English and no Chinese sentence on two sides', () => {
    const owners = new Map<string, string>();
    const leaks: string[] = [];
    for (const name of ['train', 'validation', 'test']) {
      for (const line of lines(`${name}.tsv`)) {
        const [english, chinese, authors] = line.split('\t');
        expect(authors).toContain('CC-BY');
        for (const sentence of [english!, chinese!]) {
          if ((owners.get(sentence) ?? name) !== name) leaks.push(sentence);
          owners.set(sentence, name);
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(owners.size).toBe(27_661 + 25_543);
  });
});
