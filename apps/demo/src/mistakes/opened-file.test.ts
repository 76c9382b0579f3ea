import { DataError } from '@rondo/data';
import { describe, expect, it } from 'vitest';
import { Mistake } from './mistake.ts';
import { openedFile } from './opened-file.ts';

/** A safetensors file of nothing but metadata. */
function fileOf(metadata: Readonly<Record<string, string>>): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata }));
  const bytes = new Uint8Array(8 + header.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  return bytes;
}

const refused = (): never => {
  throw new DataError('not this');
};

describe('a file that is opened', () => {
  it('is what is made of it', async () => {
    expect(await openedFile('words', fileOf({}), () => 7)).toBe(7);
  });

  it('is told by the page that it is of', async () => {
    const files = {
      translate: fileOf({ format: 'rondo-seq2seq' }),
      nonLocal: fileOf({ format: 'rondo-classifier' }),
      words: fileOf({ words: '["a"]' }),
      recurrent: fileOf({ settings: '{}', step: '3' }),
    };
    for (const [from, bytes] of Object.entries(files)) {
      const there = openedFile('translate', bytes, refused);
      const told = from === 'translate' ? ['damagedFile'] : ['fileOfPage', from];
      await expect(there).rejects.toThrow(JSON.stringify(told));
    }
  });

  it('is of no page where nothing tells so', async () => {
    for (const bytes of [
      fileOf({}),
      new Uint8Array(3),
      new TextEncoder().encode('no checkpoint'),
    ]) {
      const there = openedFile('words', bytes, refused);
      await expect(there).rejects.toThrow(new Mistake('wrongFile'));
    }
  });

  it('has other mistakes and faults of the program as they are', async () => {
    const fault = new TypeError('x is undefined');
    for (const error of [fault, new Mistake('fewVectors', 4)]) {
      const there = openedFile('words', fileOf({}), () => {
        throw error;
      });
      await expect(there).rejects.toBe(error);
    }
  });
});
