import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { checkMasks, MaskError, Module } from '@rondo/layers-core';
import { manualSeed, randn, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';
import { RNN } from './rnn.ts';
import type { RecurrentOptions } from './recurrent-layer.ts';

useBackend(cpu());
manualSeed(12);

const [N, L, I, H] = [3, 5, 2, 4] as const;
const lengths = [5, 2, 3];
const kinds = { RNN, GRU, LSTM };

/** What checkMasks says of a layer whose forward has these lengths. */
async function faultOf(
  kind: keyof typeof kinds,
  options: RecurrentOptions,
  given: { readonly lengths?: readonly number[] },
  rule: 'causal' | 'padding',
): Promise<unknown> {
  const model = own(new kinds[kind](I, H, options));
  const x = randn([N, L, I]);
  const checked = rule === 'causal' ? { causal: true } : { lengths };
  return checkMasks(model, [x, given], checked).catch((error: unknown) => error);
}

describe.each(['RNN', 'GRU', 'LSTM'] as const)('conformance 7: checkMasks of a %s', (kind) => {
  it('accepts one direction as causal, dropout between layers or not', async () => {
    expect(await faultOf(kind, { numLayers: 2, dropout: 0.5 }, {}, 'causal')).toBe(N * L);
  });

  it('finds that both directions are not', async () => {
    const error = await faultOf(kind, { bidirectional: true }, {}, 'causal');
    expect(error).toBeInstanceOf(MaskError);
    expect((error as MaskError).facts).toMatchObject({
      rule: 'causal',
      perturbed: { sequence: 0, step: 1 },
      changed: { sequence: 0, step: 0 },
      // The direction that runs backwards.
      module: `${kind}Cell (in cells.0.1)`,
    });
  });

  it('accepts padding behind the lengths, in both directions and in the last states', async () => {
    const options = { numLayers: 2, bidirectional: true };
    expect(await faultOf(kind, options, { lengths }, 'padding')).toBe(N * L);
  });

  it('finds that lengths were left out: the last state of one direction, the outputs of two', async () => {
    const one = (await faultOf(kind, {}, {}, 'padding')) as MaskError;
    expect(one.facts).toMatchObject({ rule: 'padding', output: 'hidden' });
    expect(one.facts['perturbed']).toEqual({ sequence: 1, step: 2 });
    const two = (await faultOf(kind, { bidirectional: true }, {}, 'padding')) as MaskError;
    expect(two.facts).toMatchObject({ output: 'output', changed: { sequence: 1, step: 0 } });
  });

  it('finds lengths that are one off', async () => {
    const given = { lengths: [5, 2, 4] };
    const error = (await faultOf(kind, {}, given, 'padding')) as MaskError;
    expect(error.facts['perturbed']).toEqual({ sequence: 2, step: 3 });
  });
});

it('names the layer inside of a model', async () => {
  class Model extends Module {
    readonly first = new GRU(I, H);
    readonly second = new LSTM(H, H, { bidirectional: true });

    forward(x: Tensor): Tensor {
      return this.second.forward(this.first.forward(x).output).output;
    }
  }
  const model = own(new Model());
  const error: unknown = await checkMasks(model, randn([N, L, I]), { causal: true }).catch(
    (caught: unknown) => caught,
  );
  expect((error as MaskError).message).toContain(
    'the first to differ is LSTMCell (in second.cells.0.1);',
  );
});
