import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineDecoder } from '../lines/line-decoder.ts';
import { readLines, readText } from './read-lines.ts';
import { readParallelCorpus } from './read-parallel-corpus.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rondo-data-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}
async function lines(path: string, options = {}): Promise<string[]> {
  const collected: string[] = [];
  for await (const line of readLines(path, options)) collected.push(line);
  return collected;
}

describe('readLines', () => {
  it('reads plain and gzipped text, both line ends, with or without a last one', async () => {
    const text = '\uFEFFein Hund\r\n\nzwei 漢字 😀\nEnde';
    const expected = ['ein Hund', '', 'zwei 漢字 😀', 'Ende'];
    expect(await lines(await file('a.txt', text))).toEqual(expected);
    expect(await lines(await file('a.txt.gz', gzipSync(text)))).toEqual(expected);
    expect(await lines(await file('b.txt', `${text}\n`))).toEqual(expected);
    expect(await readText(await file('c.txt', 'a\r\nb'))).toBe('a\nb\n');
    expect(await readText(await file('none.txt', ''))).toBe('');
  });

  it('reads text of many chunks', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `Zeile ${i} – ${'ä'.repeat(i % 9)}`);
    expect(await lines(await file('long.txt', many.join('\n')))).toEqual(many);
    expect(await lines(await file('long.gz', gzipSync(many.join('\n'))))).toEqual(many);
  });

  it('can be left early', async () => {
    for await (const line of readLines(await file('left.gz', gzipSync('a\nb\n')))) {
      expect(line).toBe('a');
      break;
    }
  });

  it('names file, line and byte of invalid UTF-8', async () => {
    const bytes = Uint8Array.from([...Buffer.from('gut\nno\n\nf'), 0xfc, ...Buffer.from('r\n')]);
    const path = await file('latin1.txt', bytes);
    await expect(lines(path)).rejects.toMatchObject({
      message: `${path}, line 4, byte offset 9: byte 0xfc is not valid UTF-8; save the file as UTF-8`,
      facts: { line: 4, offset: 9 },
    });
    await expect(lines(await file('cut.txt', bytes.subarray(0, 10)))).rejects.toThrow(
      'line 4, byte offset 9',
    );
    const late = Buffer.concat([Buffer.from('ok\n'.repeat(50_000)), Buffer.from([0x61, 0xff])]);
    await expect(lines(await file('late.gz', gzipSync(late)))).rejects.toThrow(
      'line 50001, byte offset 150001',
    );
  });

  it('recognises UTF-16, gzip without .gz, and NUL bytes', async () => {
    await expect(
      lines(await file('u16.txt', Buffer.from('\uFEFFab\n', 'utf16le'))),
    ).rejects.toThrow('looks like UTF-16');
    await expect(lines(await file('zipped.txt', gzipSync('a\n')))).rejects.toThrow(
      'give the file a name that ends in .gz',
    );
    await expect(lines(await file('nul.txt', 'a\nb\0c\n'))).rejects.toThrow(
      'line 2, byte offset 3: there is a NUL byte',
    );
  });

  it('explains what is wrong with the file itself', async () => {
    const path = await file('train.de.gz', gzipSync('ein Hund\n'.repeat(999)));
    await expect(lines(join(folder, 'trein.de.gz'))).rejects.toThrow(
      'there is no such file; did you mean train.de.gz?',
    );
    await expect(lines(join(folder, 'x', 'y'))).rejects.toThrow(
      'there is no such file; check the path',
    );
    await expect(lines(join(path, 'y'))).rejects.toThrow('there is no such file');
    await mkdir(join(folder, 'sub.gz'), { recursive: true });
    await expect(lines(join(folder, 'sub.gz'))).rejects.toThrow(
      'it is a folder; name a text file in it',
    );
    await expect(lines(await file('empty.txt', ''))).rejects.toThrow(
      'empty.txt is empty; it needs one sentence a line',
    );
    await expect(lines(await file('empty.gz', gzipSync('')))).rejects.toThrow('empty.gz is empty');
    await expect(
      lines(await file('cut.gz', gzipSync('ein Hund\n'.repeat(999)).subarray(0, 40))),
    ).rejects.toThrow('the file is truncated');
    await expect(lines(await file('plain.gz', 'ein Hund\n'))).rejects.toThrow(
      'not valid gzip data',
    );
  });

  it('refuses a line without end', async () => {
    const path = await file('endless.txt', 'x'.repeat(300_000));
    await expect(lines(path, { maxLineBytes: 100_000 })).rejects.toThrow(
      'line 1, byte offset 0: longer than 100000 bytes',
    );
    expect(await lines(path)).toHaveLength(1);
  });
});

describe('LineDecoder', () => {
  it('gives the same lines however the bytes are cut', () => {
    const text = fc.array(fc.constantFrom('a', 'ä', '漢', '😀', '\n', '\r\n', ' '), {
      minLength: 1,
    });
    fc.assert(
      fc.property(text, fc.array(fc.integer({ min: 1, max: 5 })), (parts, cuts) => {
        const bytes = new TextEncoder().encode(parts.join(''));
        const decoder = new LineDecoder('file', 1000);
        const seen: string[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          seen.push(...decoder.push(bytes.subarray(at, at + cut)));
          at += cut;
        }
        seen.push(...decoder.end());
        const expected = parts.join('').split(/\r?\n/u);
        if (expected.at(-1) === '') expected.pop();
        expect(seen).toEqual(expected);
      }),
    );
  });
});

describe('LineDecoder, given a fault', () => {
  it('gives the lines before it first, however the bytes are cut', () => {
    const faults = [Uint8Array.of(0xff), Uint8Array.of(97, 0), new Uint8Array(40).fill(98)];
    const sound = fc.array(fc.constantFrom('a', 'ä漢', '', '😀 b'), { maxLength: 6 });
    fc.assert(
      fc.property(sound, fc.constantFrom(...faults), fc.nat(60), (before, fault, cut) => {
        const start = Buffer.from(before.map((line) => `${line}\n`).join(''));
        const bytes = Buffer.concat([start, fault, Buffer.from('\nlost\n\xff\n', 'latin1')]);
        const decoder = new LineDecoder('file', 30);
        const seen: string[] = [];
        expect(() => {
          for (const part of [bytes.subarray(0, cut), bytes.subarray(cut)]) {
            for (const line of decoder.push(part)) seen.push(line);
          }
        }).toThrow(`file, line ${before.length + 1},`);
        expect(seen).toEqual(before);
      }),
    );
  });
});

describe('readParallelCorpus', () => {
  it('reads two files, and names both when their line counts differ', async () => {
    const source = await file('s.txt', 'eins\nzwei\n');
    const target = await file('t.gz', gzipSync(' one\ntwo'));
    const { pairs } = await readParallelCorpus(source, target);
    expect(pairs).toEqual([
      { source: 'eins', target: 'one' },
      { source: 'zwei', target: 'two' },
    ]);
    const short = await file('short.txt', 'one\n');
    await expect(readParallelCorpus(source, short)).rejects.toThrow(
      `${source} has 2 lines, ${short} has 1`,
    );
  });
});
