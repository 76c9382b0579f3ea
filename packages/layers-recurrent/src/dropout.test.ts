import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, randn, randomState, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { families, familyNames, run, type Family } from '../test/families.ts';
import { expectClose } from '../test/numbers.ts';

useBackend(cpu());
manualSeed(19);

describe.each(familyNames)('dropout of a %s', (name) => {
  const family: Family = families[name];
  const layerOf = (options = {}) => own(family.layer(3, 5, options));
  const x = () => randn([2, 4, 3]);

  it.each([false, true])('is between layers (bidirectional: %s)', async (bidirectional) => {
    const layer = layerOf({ numLayers: 2, bidirectional, dropout: 1 });
    const cells = layer.cells[1]!;
    // With all of it dropped, the upper layer sees zeros.
    const nothing = zeros([2, 4, cells[0]!.inputSize]);
    for (const [d, cell] of cells.entries()) {
      const size = cell.outputSize;
      const expected = cell.run(nothing, [], { reverse: d === 1 }).output;
      await expectClose(run(layer, x())[0]!.narrow(2, d * size, size), expected, 0);
    }
    const some = layerOf({ numLayers: 2, dropout: 0.5 });
    const input = x();
    const trained = await run(some, input)[0]!.data();
    expect(trained).not.toEqual(await run(some.eval(), input)[0]!.data());
  });

  it('is not before the first layer, nor in the state that is handed out', async () => {
    const layer = layerOf({ numLayers: 3, dropout: 0.5 });
    const input = x();
    const lowest = layer.cells[0]![0]!.run(input, []);
    for (const [i, part] of run(layer, input).slice(1).entries()) {
      await expectClose(part.select(0, 0), lowest.state[i]!, 0);
    }
  });

  it('is not after the last layer', async () => {
    const layer = layerOf({ numLayers: 2, dropout: 0.5 });
    const [output, ...state] = run(layer, x());
    // The last step of the last layer is its state, as it is.
    const last = name === 'SSRU' ? state[0]!.select(0, 1).relu() : state[0]!.select(0, 1);
    await expectClose(output!.select(1, 3), last, 0);
    if (name.endsWith('relu') || name === 'SSRU') return;
    expect(Array.from(await output!.data()).filter((value) => value === 0)).toEqual([]);
  });

  it('draws no random number in a layer alone, nor in evaluation', () => {
    for (const layer of [
      layerOf({ dropout: 0.5 }),
      layerOf({ numLayers: 2, dropout: 0.5 }).eval(),
      layerOf({ numLayers: 2 }),
    ]) {
      const input = x();
      const before = randomState();
      run(layer, input);
      expect(randomState()).toEqual(before);
    }
  });
});
