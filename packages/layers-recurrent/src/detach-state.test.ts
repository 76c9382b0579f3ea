import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, randn, RondoError, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { families, familyNames, run, statesOf, type Family } from '../test/families.ts';
import { expectClose } from '../test/numbers.ts';
import { detachState } from './cell-state.ts';
import { LSTMCell } from './lstm-cell.ts';

useBackend(cpu());
manualSeed(23);

describe('detachState', () => {
  it.each(familyNames)('stops gradients: truncated back-propagation of %s', async (name) => {
    const family: Family = families[name];
    const layer = own(family.layer(3, 5, { numLayers: 2 }));
    const [first, second] = [0, 1].map(() => own(new Parameter(randn([2, 3, 3]))));
    /** The gradients when the state goes from the first part of the text to the second as `handOn` gives it. */
    const gradients = async (handOn: (states: object) => object): Promise<Tensor[]> => {
      backward(() => {
        const states = handOn(statesOf(family, run(layer, first!)));
        return run(layer, second!, states)[0]!.square().sum();
      }).dispose();
      const found = [...layer.parameters(), second!].map(({ grad }) => grad!.clone());
      for (const parameter of [...layer.parameters(), second!]) parameter.clearGrad();
      return found;
    };
    const whole = await gradients((states) => states);
    expect(first!.grad!.shape).toEqual([2, 3, 3]);
    first!.clearGrad();
    const cut = await gradients((states) => detachState({ ...(states as { h0: Tensor }) }));
    expect(first!.grad).toBeUndefined();
    // The same as a state that came out of another step of training.
    const results = run(layer, first!);
    const constant = await gradients(() => statesOf(family, results));
    for (const [i, gradient] of cut.entries()) await expectClose(gradient, constant[i]!, 0);
    expect(await cut[0]!.data()).not.toEqual(await whole[0]!.data());
  });

  it('keeps the form and the values of a state', async () => {
    const cell = own(new LSTMCell(3, 5));
    const state = cell.forward(randn([2, 3]));
    const { hidden, cell: memory } = detachState(state);
    await expectClose(hidden, state.hidden, 0);
    await expectClose(memory, state.cell, 0);
    const [a, b] = detachState([state.hidden, state.cell] as const);
    await expectClose(a, state.hidden, 0);
    await expectClose(b, state.cell, 0);
    await expectClose(detachState(state.hidden), state.hidden, 0);
  });

  it('refuses what is no state', () => {
    for (const [wrong, received] of [
      [undefined, 'undefined'],
      [{ hidden: 1 }, 'number as its part hidden'],
      [[], 'one without parts'],
      [new Map(), 'an object of the class Map'],
    ] as const) {
      expect(() => detachState(wrong as unknown as Tensor)).toThrow(RondoError);
      expect(() => detachState(wrong as unknown as Tensor)).toThrow(
        `detachState: expected a state to be a tensor, or a tuple or a record of tensors; received ${received}`,
      );
    }
  });
});
