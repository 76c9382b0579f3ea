import { cpu } from '@rondo/backend-cpu';
import { goldenCases, own, runGolden, type GoldenCase } from '@rondo/golden';
import { useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { GRUCell } from './gru-cell.ts';
import { LSTMCell } from './lstm-cell.ts';
import { RNNCell } from './rnn-cell.ts';

useBackend(cpu());

async function run(golden: GoldenCase): Promise<string[]> {
  const [inputSize, hiddenSize] = [4, 5];
  if (golden.name.startsWith('LSTMCell')) {
    const cell = own(new LSTMCell(inputSize, hiddenSize, golden.ctor));
    return runGolden(golden, cell, ({ x, h, c }) => {
      const next = cell.forward(x!, h && c && { hidden: h, cell: c });
      return [next.hidden, next.cell];
    });
  }
  const cell = own(
    golden.name.startsWith('GRUCell')
      ? new GRUCell(inputSize, hiddenSize, golden.ctor)
      : new RNNCell(inputSize, hiddenSize, golden.ctor),
  );
  return runGolden(golden, cell, ({ x, h }) => [cell.forward(x!, h)]);
}

it.each(goldenCases('cells'))('conformance 1: cell as PyTorch: $title', async ({ golden }) => {
  expect(golden.name).toMatch(/^(RNN|GRU|LSTM)Cell/);
  expect(await run(golden)).toEqual([]);
});
