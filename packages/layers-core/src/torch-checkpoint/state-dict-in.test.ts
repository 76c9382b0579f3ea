import { cpu } from '@rondo/backend-cpu';
import { tensor, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { TorchCheckpointError } from './error.ts';
import { stateDictIn } from './state-dict-in.ts';

useBackend(cpu());

it('finds the state dict that keys lead to, and says what is there instead', () => {
  const weight = tensor([1]);
  const checkpoint = { epoch: 3, nets: [{ weight }, { weight, name: 'b' }], none: null };
  expect(stateDictIn({ weight })).toEqual({ weight });
  expect(stateDictIn(checkpoint, 'nets', 0)['weight']).toBe(weight);

  const faults: [(string | number)[], RegExp][] = [
    [[], /in the checkpoint, found a dict with a number at 'epoch'; .* epoch, nets, none$/],
    [['epoch'], /under 'epoch', found a number/],
    [['none'], /found None/],
    [['nets'], /found a list/],
    [['model'], /under 'model', found nothing; the keys there are epoch, nets, none$/],
    [['nets', 2], /under 'nets', '2', found nothing/],
    [['nets', 1], /found a dict with a string at 'name'/],
    [['nets', 'length'], /found/],
    [['toString'], /found nothing/],
  ];
  for (const [keys, message] of faults) {
    expect(() => stateDictIn(checkpoint, ...keys)).toThrow(TorchCheckpointError);
    expect(() => stateDictIn(checkpoint, ...keys)).toThrow(message);
  }
  expect(() => stateDictIn(weight)).toThrow(/found a tensor/);
});
