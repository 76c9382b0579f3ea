import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { dispose, memory, useBackend } from '@rondo/tensor';
import { unzipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipOf } from '../../test/pickle-archive.ts';
import { TorchCheckpointError } from './error.ts';
import { load } from './load.ts';

useBackend(cpu());

// Not a Buffer, whose `slice` does not copy.
const file = new Uint8Array(
  readFileSync(new URL('../../test/fixtures/torch-2.13.pt', import.meta.url)),
);

/** Loads, and throws unless the bytes were taken or clearly refused, with no more memory than they can fill, all of it free again. */
async function check(bytes: Uint8Array): Promise<'loaded' | 'refused'> {
  const before = memory();
  let outcome: 'loaded' | 'refused' = 'refused';
  try {
    const value = await load(bytes);
    outcome = 'loaded';
    // An element of one byte takes four here.
    expect(memory().bytes - before.bytes).toBeLessThanOrEqual(4 * bytes.length);
    dispose(value);
  } catch (error) {
    if (!(error instanceof TorchCheckpointError)) throw error;
  }
  expect(memory()).toEqual(before);
  return outcome;
}

interface Change {
  readonly at: number;
  readonly value: number;
}

function changes(length: number): fc.Arbitrary<Change[]> {
  const change = fc.record({ at: fc.nat(length - 1), value: fc.integer({ min: 0, max: 255 }) });
  return fc.array(change, { minLength: 1, maxLength: 6 });
}

function changed(bytes: Uint8Array, all: readonly Change[]): Uint8Array {
  const copy = bytes.slice();
  for (const { at, value } of all) copy[at] = value;
  return copy;
}

describe('torchCheckpoint.load of damaged files', () => {
  it('refuses every file that is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), async (length) => {
        expect(await check(file.subarray(0, length))).toBe('refused');
      }),
      { numRuns: 200 },
    );
  });

  it('takes or refuses changed bytes, and nothing else', async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(changes(file.length), async (all) => {
        outcomes.add(await check(changed(file, all)));
      }),
      { numRuns: 300 },
    );
    expect([...outcomes].toSorted()).toEqual(['loaded', 'refused']);
  });

  it('takes or refuses a changed directory of the archive', async () => {
    const start = file.length - 2600;
    await fc.assert(
      fc.asyncProperty(changes(file.length - start), async (all) => {
        await check(
          changed(
            file,
            all.map(({ at, value }) => ({ at: at + start, value })),
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  it.each(['torch-2.13', 'torch-2.13-protocol-5'])(
    'takes or refuses a changed pickle: %s',
    async (name) => {
      const url = new URL(`../../test/fixtures/${name}.pt`, import.meta.url);
      const records = unzipSync(readFileSync(url));
      const path = Object.keys(records).find((record) => record.endsWith('/data.pkl'))!;
      const pickle = records[path]!;
      await fc.assert(
        fc.asyncProperty(changes(pickle.length), async (all) => {
          await check(zipOf({ ...records, [path]: changed(pickle, all) }));
        }),
        { numRuns: 500 },
      );
    },
  );

  it('takes or refuses any program of the opcodes', async () => {
    const codes = 'N K J G X C B ) ] } ( t e a u s q h r j c R b Q . 0 1 2'.split(' ');
    const opcode = fc.oneof(
      fc.constantFrom(...codes.map((one) => one.charCodeAt(0))),
      fc.integer({ min: 0x80, max: 0x98 }),
      fc.nat(4),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(opcode, { maxLength: 60 }), async (program) => {
        await check(zipOf({ 'a/data.pkl': Uint8Array.from([0x80, 2, ...program, 0x2e]) }));
      }),
      { numRuns: 500 },
    );
  });
});
