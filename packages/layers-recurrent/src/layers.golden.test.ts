import { cpu } from '@rondo/backend-cpu';
import { goldenCases, own, runGolden, type GoldenCase } from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';
import { RNN } from './rnn.ts';

useBackend(cpu());

/** Cases without `batch_first` have time first; ours never have. */
async function run({ ctor = {}, ...golden }: GoldenCase): Promise<string[]> {
  const options = {
    numLayers: ctor['num_layers'] as number,
    bidirectional: ctor['bidirectional'] === true,
  };
  const swap = (x: Tensor): Tensor => (ctor['batch_first'] === true ? x : x.transpose(0, 1));
  const packed = /packed lengths ([\d,]+)/.exec(golden.name);
  const lengths = packed?.[1]!.split(',').map(Number);
  if (golden.name.startsWith('LSTM')) {
    const lstm = own(new LSTM(3, 4, options));
    return runGolden(golden, lstm, ({ x, h0, c0 }) => {
      const { output, hidden, cell } = lstm.forward(swap(x!), { h0, c0, lengths });
      return [swap(output), hidden, cell];
    });
  }
  const layer = own(
    golden.name.startsWith('GRU') ? new GRU(3, 4, options) : new RNN(3, 4, options),
  );
  return runGolden(golden, layer, ({ x, h0 }) => {
    const { output, hidden } = layer.forward(swap(x!), { h0, lengths });
    return [swap(output), hidden];
  });
}

it.each(goldenCases('rnn'))('conformance 2: layer as PyTorch: $title', async ({ golden }) => {
  expect(golden.name).toMatch(/^(RNN|GRU|LSTM)\b/);
  expect(await run(golden)).toEqual([]);
});
