import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { orderly, outcomeOf } from '../../test/outcome.ts';
import { DataError } from '../errors.ts';
import { readBytes } from './read-bytes.ts';
import { readLines } from './read-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'rondo-damaged-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The lines of a file, or what its reader said. */
async function read(path: string): Promise<string[] | string> {
  const lines: string[] = [];
  try {
    for await (const line of readLines(path)) lines.push(line);
    return lines;
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
}

const fault = /damaged\.gz.*(truncated|not valid gzip|is empty|UTF-8|NUL)/u;

function placeIn(message: string): { readonly line: number; readonly offset: number } {
  const [, line, offset] = /changed, line (\d+), byte offset (\d+): .*; /u.exec(message) ?? [];
  return { line: Number(line), offset: Number(offset) };
}

const line = fc.oneof(
  fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.replaceAll(/[\n\r\0\uFEFF]/gu, '')),
  fc.constantFrom('', 'ein Hund', 'ä漢😀', 'x'.repeat(70_000)),
);

describe('a file of text', () => {
  it('is read whole, whatever its line ends and its mark at the beginning', async () => {
    const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), fc.boolean(), async (parts, hasMark, isZipped) => {
        const text = (hasMark ? '\uFEFF' : '') + parts.flat().join('');
        const path = join(folder, isZipped ? 'text.gz' : 'text');
        writeFileSync(path, isZipped ? gzipSync(text) : text);
        expect(await read(path)).toEqual(parts.map(([words]) => words));
      }),
      { numRuns: 100 },
    );
  });

  it('that is damaged is read, or its fault is told with file, line and byte', async () => {
    const whole = Buffer.from('ein Hund\nzwei 漢字\r\n\nä\n');
    const bytes = fc.constantFrom(
      [0],
      [0xff],
      [0xc3],
      [0xed, 0xa0, 0x80],
      [0xf8],
      [13],
      [0xef, 0xbb, 0xbf],
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length }), bytes, async (at, put) => {
        const path = join(folder, 'changed');
        const changed = Buffer.concat([
          whole.subarray(0, at),
          Buffer.from(put),
          whole.subarray(at),
        ]);
        writeFileSync(path, changed);
        const end = await read(path);
        // A return that ends the file is the end of a line, whose other half is missing.
        const expected = new TextDecoder().decode(changed).split(/\r?\n|\r$/u);
        if (expected.at(-1) === '') expected.pop();
        const told = typeof end === 'string' ? placeIn(end) : undefined;
        // Bytes of the character before may be what is wrong.
        const row = whole.subarray(0, at).filter((byte) => byte === 10).length + 1;
        const isRight = told
          ? told.line === row && Math.abs(told.offset - at) < 4
          : isDeepStrictEqual(end, expected);
        expect({ end, isRight }).toMatchObject({ isRight: true });
      }),
      { numRuns: 100 },
    );
  });

  it('that is zipped and damaged gives its beginning and an error, never other text', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => `Zeile ${n} ${(n * 7919) % 1000}`);
    const whole = gzipSync(lines.join('\n'));
    const place = fc.nat({ max: whole.length - 1 });
    const damaged = fc.oneof(
      place.map((at) => whole.subarray(0, at)),
      fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= 1 << bit;
        return bytes;
      }),
      fc
        .tuple(place, place)
        .map(([a, b]) => Buffer.concat([whole.subarray(0, a), whole.subarray(b)])),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        const path = join(folder, 'damaged.gz');
        writeFileSync(path, bytes);
        const end = await read(path);
        // A few bits of the header, such as the time, mean nothing.
        const isRight = isDeepStrictEqual(end, lines) || fault.test(String(end));
        expect({ end: String(end).slice(0, 200), isRight }).toMatchObject({ isRight: true });
        expect(orderly).toContain(await outcomeOf(async () => void (await readBytes(path))));
      }),
      { numRuns: 150 },
    );
  });
});
