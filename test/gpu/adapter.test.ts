import { expect, it } from 'vitest';
import { full, scope } from '../../packages/tensor/src/index.ts';
import { chooseBackend, shared } from './backend-webgpu.ts';

chooseBackend();

it('there is an adapter, which has a name and computes', async () => {
  const { vendor, architecture, description } = shared.describe().adapter;
  expect([vendor, architecture, description].join('')).not.toBe('');
  const sum = scope(() => full([7, 5], 3).sum());
  expect(await sum.item()).toBe(105);
});
