import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  arange,
  manualSeed,
  randn,
  RangeFault,
  ShapeError,
  tensor,
  useBackend,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { families, familyNames, randomStates, run, type Family } from '../test/families.ts';
import { expectClose } from '../test/numbers.ts';
import { GRU } from './gru.ts';
import { packPadded, padPacked } from './packed-sequence.ts';

useBackend(cpu());
manualSeed(17);

describe('packPadded', () => {
  it('puts step after step, the longest sequence first', async () => {
    const x = arange(0, 12).reshape([3, 4, 1]);
    const packed = packPadded(x, [2, 4, 1], { enforceSorted: false });
    expect(await packed.data.flatten().array()).toEqual([4, 0, 8, 5, 1, 6, 7]);
    expect(packed).toMatchObject({
      batchSizes: [3, 2, 1, 1],
      sortedIndices: [1, 0, 2],
      unsortedIndices: [1, 0, 2],
    });
    const sorted = packPadded(x, Int32Array.of(3, 3, 1));
    expect(await sorted.data.flatten().array()).toEqual([0, 4, 8, 1, 5, 2, 6]);
    expect([sorted.sortedIndices, sorted.unsortedIndices]).toEqual([undefined, undefined]);
  });

  it('is undone by padPacked, in value and gradient', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 2 }),
        async (lengths, more) => {
          const L = Math.max(...lengths) + more;
          const x = new Parameter(randn([lengths.length, L, 2]));
          const { loss, output } = backward(() => {
            const back = padPacked(packPadded(x, lengths, { enforceSorted: false }), {
              totalLength: L,
              paddingValue: 7,
            });
            expect(back.lengths).toEqual(lengths);
            return { loss: back.output.square().sum(), output: back.output };
          });
          const mask = arange(0, L).less(tensor(Int32Array.from(lengths)).unsqueeze(1));
          await expectClose(output, mask.unsqueeze(2).where(x, 7), 0);
          await expectClose(x.grad!, mask.unsqueeze(2).where(x, 0).mul(2), 0);
          loss.dispose();
          output.dispose();
          x.dispose();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('says what does not fit', () => {
    const x = randn([2, 4, 3]);
    expect(() => packPadded(x, [2, 4])).toThrow(
      'packPadded: expected lengths that do not increase, received 4 after 2 for sequence 1; sort the batch, or set enforceSorted: false',
    );
    expect(() => packPadded(x, [4, 0])).toThrow(
      'packPadded: lengths must be whole numbers from 1 to L = 4, received 0 for sequence 1; leave out empty sequences',
    );
    expect(() => packPadded(x, [5, 1])).toThrow(RangeFault);
    expect(() => packPadded(x, [4])).toThrow(
      'packPadded: expected x [N, L, ..] with N = 1 (from lengths), received [2, 4, 3]',
    );
    expect(() => packPadded(randn([0, 4, 3]), [])).toThrow(RangeFault);
    const lengths = tensor([4, 2], { dtype: 'int32' }) as unknown as number[];
    expect(() => packPadded(x, lengths)).toThrow(/await lengths\.data\(\)/);
    const packed = packPadded(x, [4, 2]);
    expect(() => padPacked(packed, { totalLength: 3 })).toThrow(
      'padPacked: expected a totalLength of 4 (the longest sequence) or more, received 3',
    );
    for (const wrong of [
      { batchSizes: [2, 2, 1] },
      { batchSizes: [1, 2, 2, 1] },
      { batchSizes: [] },
      { unsortedIndices: [0, 0] },
      { unsortedIndices: [0] },
    ]) {
      expect(() => padPacked({ ...packed, ...wrong })).toThrow(ShapeError);
    }
  });
});

describe.each(familyNames)('%s, packed', (name) => {
  it('gives what lengths give, packed in the same way, states in the order of the batch', async () => {
    const family: Family = families[name];
    const layer = own(family.layer(3, 5, { numLayers: 2, bidirectional: true }));
    const states = Object.fromEntries(
      Object.entries(randomStates(family, layer, 3)).map(([part, state]) => [part, own(state)]),
    );
    const x = randn([3, 4, 3]);
    const lengths = [2, 4, 1];
    const packed = packPadded(x, lengths, { enforceSorted: false });
    const { output, ...last } = layer.forwardPacked(packed, states);
    const [expected, ...expectedLast] = run(layer, x, { ...states, lengths });
    expect(output.batchSizes).toEqual([3, 2, 1, 1]);
    await expectClose(padPacked(output).output, expected!, 0);
    const parts = Object.values(last);
    expect(parts).toHaveLength(expectedLast.length);
    for (const [i, part] of parts.entries()) await expectClose(part, expectedLast[i]!, 0);
  });
});

it('a layer refuses lengths beside a packed sequence', () => {
  const gru = own(new GRU(3, 5));
  const packed = packPadded(randn([1, 2, 3]), [2]);
  expect(() => gru.forwardPacked(packed, { lengths: [2] })).toThrow(
    'GRU: a packed sequence has its lengths in it; leave out lengths',
  );
});
