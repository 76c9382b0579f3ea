import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { summary } from '@rondo/layers-core';
import { randn, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';

useBackend(cpu());

const [N, L, I, H] = [2, 7, 3, 5] as const;

/** One step of a GRU: 3H rows of W_ih and W_hh with their biases, and ten operations for each unit. */
const gruStep = (inputs: number): number => 3 * H * (2 * inputs + 1) + 3 * H * (2 * H + 1) + 10 * H;

it('summary of a GRUCell', () => {
  const found = summary(own(new GRUCell(I, H)), [randn([N, I])]);
  expect(found.parameters).toBe(3 * H * (I + H + 2));
  expect(found.flops).toBe(N * gruStep(I));
  expect(found.rows[0]!.outputs).toEqual({ '': [N, H] });
});

it('summary of a GRU: two layers in both directions', () => {
  const model = own(new GRU(I, H, { numLayers: 2, bidirectional: true }));
  const found = summary(model, [randn([N, L, I]), { lengths: [7, 4] }]);
  expect(found.rows.map(({ path, name }) => `${path} ${name}`)).toEqual([
    ' GRU',
    'cells.0.0 GRUCell',
    'cells.0.1 GRUCell',
    'cells.1.0 GRUCell',
    'cells.1.1 GRUCell',
  ]);
  const [own0, first, , second] = found.rows;
  expect(own0).toMatchObject({ trainable: 0, flops: 0 });
  expect(own0!.outputs).toEqual({ output: [N, L, 2 * H], hidden: [4, N, H] });
  expect(first).toMatchObject({ trainable: 3 * H * (I + H + 2), flops: N * L * gruStep(I) });
  expect(first!.outputs).toEqual({ '': [N, L, H] });
  expect(second).toMatchObject({ trainable: 3 * H * (3 * H + 2), flops: N * L * gruStep(2 * H) });
  expect(found.flops).toBe(2 * N * L * (gruStep(I) + gruStep(2 * H)));
  expect(found.parameterBytes).toBe(4 * model.parameterCount());
});

it('summary of an LSTM: 4H rows, thirteen operations for each unit', () => {
  const found = summary(own(new LSTM(I, H, { bias: false })), [randn([N, L, I])]);
  expect(found.flops).toBe(N * L * (4 * H * (2 * I + 2 * H) + 13 * H));
});
