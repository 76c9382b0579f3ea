import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderly, outcomeOf } from '../../test/outcome.ts';
import { pairFilesOf, type PairFiles } from '../corpus/pair-files.ts';
import { readBytes } from './read-bytes.ts';
import { readCorpus, readPairs } from './read-pairs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rondo-pairs-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content,
  );
  return path;
}

async function pairs(files: PairFiles) {
  const list = [];
  for await (const pair of readPairs(files)) list.push(pair);
  return list;
}

const two = [
  { source: 'eins', target: 'one' },
  { source: 'zwei', target: 'two' },
];

describe('readPairs', () => {
  it.each(['', '.gz'])('reads two text files, TSV and JSONL%s', async (gz) => {
    const source = await file(`s.txt${gz}`, '\uFEFFeins\r\nzwei\n');
    const target = await file(`t.txt${gz}`, 'one\ntwo');
    expect(await pairs({ source, target })).toEqual(two);

    const tsv = await file(`p.tsv${gz}`, '\uFEFFone\teins\t#1\r\ntwo\tzwei\n');
    expect(await pairs({ tsv, columns: [1, 0] })).toEqual(two);
    expect(await pairs(pairFilesOf(tsv))).toEqual(
      two.map((pair) => ({ source: pair.target, target: pair.source })),
    );
    const named = await file(`n.tsv${gz}`, 'id\ten\tde\n1\tone\teins\n2\ttwo\tzwei\n');
    expect(await pairs({ tsv: named, columns: ['de', 'en'] })).toEqual(two);

    const jsonl = await file(
      `p.jsonl${gz}`,
      two.map((pair) => JSON.stringify({ ...pair, id: 1 })).join('\n\n'),
    );
    expect(await pairs(pairFilesOf(jsonl))).toEqual(two);
    const nested = await file(
      `n.ndjson${gz}`,
      two
        .map(({ source: de, target: en }) => JSON.stringify({ translation: { de, en } }))
        .join('\r\n'),
    );
    const fields = ['translation.de', 'translation.en'] as const;
    expect(await pairs({ jsonl: nested, fields })).toEqual(two);
    expect((await readCorpus({ jsonl: nested, fields })).report.target.name).toBe(
      `${nested} (target)`,
    );
  });

  it('keeps a carriage return inside a line in the line', async () => {
    const tsv = await file('cr.tsv', 'a\rb\tc\r\nd\te\r');
    expect(await pairs({ tsv })).toEqual([
      { source: 'a\rb', target: 'c' },
      { source: 'd', target: 'e' },
    ]);
    expect((await readCorpus({ tsv })).pairs[0]!.source).toBe('a b');
  });

  it('says where a column or field is missing', async () => {
    const tsv = await file('short.tsv', 'a\tb\n\nc d\n');
    await expect(pairs({ tsv })).rejects.toThrow(
      `${tsv}, line 3: columns 0 and 1 (from 0) are wanted, the line has 1; are the columns divided by tabs?`,
    );
    await expect(pairs({ tsv, columns: ['a', 'bb'] })).rejects.toThrow(
      'there is no column "bb", did you mean "b"? (found: a, b)',
    );
    await expect(pairs({ tsv, columns: [0, -1] })).rejects.toThrow('column must be an integer');
    const jsonl = await file(
      'bad.jsonl',
      '{"source":"a","target":"b"}\n{"source":"a","traget":"b"}\n',
    );
    await expect(pairs({ jsonl })).rejects.toThrow(
      `${jsonl}, line 2: there is no field "target", did you mean "traget"? (found: source, traget)`,
    );
    for (const [line, message] of [
      ['{"source":1,"target":"b"}', 'field "source" must be a string, received 1'],
      ['{"source":"a",', 'line 1: not valid JSON'],
      ['["a","b"]', 'there is no field "source" (found: 0, 1)'],
      ['null', '(found: no object)'],
      ['{"__proto__":{"source":"a"}}', 'there is no field "source"'],
    ] as const) {
      await expect(pairs({ jsonl: await file('one.jsonl', line) })).rejects.toThrow(message);
    }
    expect(() => pairFilesOf('data.csv')).toThrow('expected .tsv, .jsonl or .ndjson');
  });

  it('counts both files when one is shorter, and closes both when left early', async () => {
    const long = await file('long.txt', 'a\n'.repeat(5));
    const short = await file('short.txt', 'a\n'.repeat(3));
    await expect(pairs({ source: long, target: short })).rejects.toMatchObject({
      facts: { sourceCount: 5, targetCount: 3 },
    });
    await expect(pairs({ source: short, target: long })).rejects.toMatchObject({
      facts: { sourceCount: 3, targetCount: 5 },
    });
    for await (const pair of readPairs({ source: long, target: short })) {
      expect(pair.source).toBe('a');
      break;
    }
    await expect(pairs({ source: long, target: join(folder, 'none.txt') })).rejects.toThrow(
      'there is no such file',
    );
  });

  it('reads lines of a megabyte', async () => {
    const wide = 'wörter '.repeat(131_000);
    const tsv = await file('wide.tsv.gz', `${wide}\tb\na\tb\n`.repeat(2));
    expect((await pairs({ tsv })).map(({ source }) => source.length)).toEqual([
      wide.length,
      1,
      wide.length,
      1,
    ]);
    const wider = await file('wider.tsv', `a\tb\n${wide}${wide}\tb\n`);
    await expect(pairs({ tsv: wider })).rejects.toThrow(
      'line 2, byte offset 4: longer than 1048576 bytes',
    );
  });

  it('takes memory that does not grow with the files', async () => {
    const path = join(folder, 'huge.tsv.gz');
    const block =
      `${'ein langer deutscher Satz '.repeat(4)}\t${'a long English sentence '.repeat(4)}\n`.repeat(
        1000,
      );
    const blocks = 600;
    await pipeline(
      Readable.from(Array.from({ length: blocks }, () => block)),
      createGzip({ level: 1 }),
      createWriteStream(path),
    );
    let read = 0;
    let most = 0;
    const before = process.memoryUsage();
    for await (const { source } of readPairs({ tsv: path })) {
      read += source.length > 0 ? 1 : 0;
      if (read % 20_000 === 0) {
        const { heapUsed, external } = process.memoryUsage();
        most = Math.max(most, heapUsed + external - before.heapUsed - before.external);
      }
    }
    expect(read).toBe(1000 * blocks);
    // 120 MB of text go through.
    expect(most).toBeLessThan(80e6);
  });

  it('gives pairs or a DataError for any bytes', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        '{"source":"a","target":"b"}',
        '\t',
        '\n',
        '\r\n',
        '\uFEFF',
        '\0',
        'ä',
        '漢',
        '{',
        '"',
      ),
      fc.string(),
    );
    const path = join(folder, 'fuzz');
    await fc.assert(
      fc.asyncProperty(
        fc.array(part),
        fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 }))),
        fc.constantFrom('tsv', 'jsonl', 'tsv.gz', 'jsonl.gz'),
        fc.option(fc.nat({ max: 40 })),
        async (parts, damage, kind, cut) => {
          const plain = Buffer.from(parts.join(''));
          let bytes = new Uint8Array(kind.endsWith('.gz') ? gzipSync(plain) : plain);
          if (cut !== null) bytes = bytes.subarray(0, Math.max(0, bytes.length - cut));
          if (damage && bytes.length > 0) bytes[damage[0] % bytes.length] = damage[1];
          await writeFile(`${path}.${kind}`, bytes);
          const end = await outcomeOf(async () => {
            for (const pair of await pairs(pairFilesOf(`${path}.${kind}`))) {
              expect(typeof pair.source).toBe('string');
            }
          });
          expect(orderly).toContain(end);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('readBytes', () => {
  it('reads and unzips a file, or says what is wrong with it', async () => {
    expect([...(await readBytes(await file('b.model', Uint8Array.of(1, 2))))]).toEqual([1, 2]);
    expect([...(await readBytes(await file('b.model.gz', gzipSync(Uint8Array.of(3)))))]).toEqual([
      3,
    ]);
    await expect(readBytes(await file('none.model', ''))).rejects.toThrow('none.model is empty');
    await expect(readBytes(join(folder, 'b.mode'))).rejects.toThrow('did you mean b.model?');
    const cut = gzipSync('text'.repeat(99)).subarray(0, 20);
    await expect(readBytes(await file('cut.gz', cut))).rejects.toThrow('the file is truncated');
  });
});
