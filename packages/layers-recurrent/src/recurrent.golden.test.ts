import { cpu } from '@rondo/backend-cpu';
import {
  differences,
  own,
  runGolden,
  tensorOf,
  type GoldenCase,
  type GoldenTensor,
} from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import fixture from '../test/fixtures/generated/recurrent.json' with { type: 'json' };
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { LayerNormGRU } from './layer-norm-gru.ts';
import { LayerNormLSTM } from './layer-norm-lstm.ts';
import { LSTMCell } from './lstm-cell.ts';
import { LSTM } from './lstm.ts';
import { packPadded, padPacked } from './packed-sequence.ts';
import { RNNCell } from './rnn-cell.ts';
import { RNN } from './rnn.ts';
import { SSRU } from './ssru.ts';

useBackend(cpu());

const [I, H] = [3, 5];
const layers = { RNN, GRU, LSTM, LayerNormGRU, LayerNormLSTM, SSRU };
const cells = { RNNCell, GRUCell };

type RecurrentCase = GoldenCase & { readonly lengths?: number[] };

async function run({ lengths, ...golden }: RecurrentCase): Promise<string[]> {
  const { kind, ...options } = golden.ctor as { kind: string };
  if (kind === 'LSTMCell') {
    const cell = own(new LSTMCell(I, H));
    return runGolden(golden, cell, ({ x, h, c }) =>
      Object.values<Tensor>({ ...cell.forward(x!, { hidden: h!, cell: c! }) }),
    );
  }
  if (kind in cells) {
    const cell = own(new cells[kind as keyof typeof cells](I, H));
    return runGolden(golden, cell, ({ x, h }) => [cell.forward(x!, h)]);
  }
  const layer = own(new layers[kind as keyof typeof layers](I, H, options));
  return runGolden(
    golden,
    layer,
    ({ x, ...states }) => Object.values<Tensor>({ ...layer.forward(x!, { ...states, lengths }) }),
    // The gradient of a norm is what is left of large terms.
    { gradientScale: kind.startsWith('LayerNorm') ? 'tensor' : 'element' },
  );
}

it.each(
  (fixture.cases as unknown as RecurrentCase[]).map((golden) => ({
    title: golden.name,
    golden,
  })),
)('conformance 2: as PyTorch: $title', async ({ golden }) => {
  expect(await run(golden)).toEqual([]);
});

it('conformance 2: packs and pads as PyTorch', async () => {
  const { x, lengths, data, batchSizes, padded, totalLength, paddingValue } = fixture.packing;
  const packed = packPadded(tensorOf(x as GoldenTensor), lengths, { enforceSorted: false });
  expect(packed.batchSizes).toEqual(batchSizes);
  expect(await differences('data', packed.data, data as GoldenTensor)).toEqual([]);
  const back = padPacked(packed, { totalLength, paddingValue });
  expect(back.lengths).toEqual(lengths);
  expect(await differences('padded', back.output, padded as GoldenTensor)).toEqual([]);
});
