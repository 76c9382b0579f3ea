import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  concat,
  manualSeed,
  randn,
  ShapeError,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { families, familyNames, run, statesOf, type Family } from '../test/families.ts';
import { expectClose } from '../test/numbers.ts';

useBackend(cpu());
manualSeed(13);

describe.each(familyNames)('%s', (name) => {
  const family: Family = families[name];
  const layerOf = (options = {}) => own(family.layer(3, 5, options));

  it('conformance 3: takes one step, one sequence, no sequences', async () => {
    const layer = layerOf({ numLayers: 2, bidirectional: true });
    const D = layer.cells[0]![0]!.outputSize;
    expect(run(layer, randn([2, 1, 3]))[0]!.shape).toEqual([2, 1, 2 * D]);
    expect(run(layer, randn([1, 4, 3]))[0]!.shape).toEqual([1, 4, 2 * D]);
    const [output, ...state] = run(layer, randn([0, 4, 3]), { lengths: [] });
    expect(output!.shape).toEqual([0, 4, 2 * D]);
    expect(state.map(({ shape }) => shape.slice(0, 2))).toEqual(state.map(() => [4, 0]));
    const x = randn([1, 1, 3]);
    await expectClose(run(layer, x, { lengths: [1] })[0]!, run(layer, x)[0]!, 0);
  });

  it('conformance 3: no steps and lengths of 0 are errors', () => {
    const layer = layerOf();
    const place = layer.toString();
    expect(() => run(layer, randn([2, 0, 3]))).toThrow(
      `${place}: expected x [N, L, inputSize] with L of 1 or more, received [2, 0, 3]; a sequence has at least one step`,
    );
    expect(() => run(layer, randn([0, 3]))).toThrow(ShapeError);
    expect(() => run(layer, randn([2, 4, 3]), { lengths: [4, 0] })).toThrow(
      `${place}: lengths must be whole numbers from 1 to L = 4, received 0 for sequence 1; leave out empty sequences`,
    );
  });

  it('conformance 3: equal lengths are as no lengths', async () => {
    const layer = layerOf({ bidirectional: true });
    const x = randn([3, 4, 3]);
    for (const lengths of [[4, 4, 4], tensor(Int32Array.of(4, 4, 4))]) {
      for (const [i, result] of run(layer, x, { lengths }).entries()) {
        await expectClose(result, run(layer, x)[i]!, 0);
      }
    }
  });

  it('conformance 7: a later step changes nothing before it, nor padding anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (L, cut, bidirectional) => {
          const t = Math.min(cut, L - 1);
          const x = randn([2, L, 3]);
          const changed = concat([x.narrow(1, 0, t), randn([2, L - t, 3], {}).mul(9)], 1);
          const forward = layerOf({ numLayers: 2 });
          const outputs = [x, changed].map((input) => run(forward, input)[0]!.narrow(1, 0, t));
          await expectClose(outputs[1]!, outputs[0]!, 0);
          const layer = layerOf({ numLayers: 2, bidirectional });
          const results = [x, changed].map((input) => run(layer, input, { lengths: [t, t] }));
          for (const [i, result] of results[1]!.entries()) {
            await expectClose(result, results[0]![i]!, 0);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('conformance 7: parts of a sequence, the state handed on, are the whole: step by step, too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (lengths, numLayers, bySteps) => {
          const layer = layerOf({ numLayers });
          const L = lengths.reduce((a, b) => a + b);
          const x = randn([2, L, 3]);
          const [whole, ...last] = run(layer, x);
          const outputs: Tensor[] = [];
          let states = {};
          for (const part of x.split(bySteps ? Array<number>(L).fill(1) : lengths, 1)) {
            const results = run(layer, part, states);
            outputs.push(results[0]!);
            states = statesOf(family, results);
          }
          await expectClose(concat(outputs, 1), whole!);
          const ends = Object.values<Tensor>(states);
          for (const [i, end] of ends.entries()) await expectClose(end, last[i]!);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('conformance 7: a batch in any order is its sequences, one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 2 }),
        fc.boolean(),
        async (lengths, numLayers, bidirectional) => {
          const layer = layerOf({ numLayers, bidirectional });
          const L = Math.max(...lengths) + 1;
          const x = randn([lengths.length, L, 3]);
          const [output, ...state] = run(layer, x, { lengths });
          for (const [n, length] of lengths.entries()) {
            // Without the axis of the batch.
            const alone = run(layer, x.select(0, n).narrow(0, 0, length));
            await expectClose(output!.select(0, n).narrow(0, 0, length), alone[0]!);
            for (const [i, part] of state.entries()) {
              await expectClose(part.select(1, n), alone[i + 1]!);
            }
            const after = output!.select(0, n).narrow(0, length, L - length);
            expect(await after.abs().sum().item()).toBe(0);
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});
