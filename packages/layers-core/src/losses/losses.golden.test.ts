import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { own, runGolden, type GoldenCase } from '@rondo/golden';
import { useBackend, zeros, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import type { Module } from '../module.ts';
import * as losses from './index.ts';

useBackend(cpu());

interface AnyLoss extends Module {
  forward(...inputs: readonly Tensor[]): Tensor;
}

const url = new URL('../../test/fixtures/generated/losses.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: readonly GoldenCase[] };

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The loss of PyTorch's class name, with PyTorch's arguments and room for its buffers. */
function build({ name, ctor = {}, params = {} }: GoldenCase): AnyLoss {
  type Options = Readonly<Record<string, unknown>>;
  const Loss = (losses as unknown as Record<string, new (options: Options) => AnyLoss>)[
    name.split(' ')[0]!
  ]!;
  const options = Object.entries(ctor).map(([key, value]) => [camelCase(key), value]);
  const buffers = Object.entries(params).map(([key, { shape }]) => [camelCase(key), zeros(shape)]);
  return new Loss(Object.fromEntries([...options, ...buffers]) as Options);
}

it.each(
  cases.map((golden, i) => ({
    golden,
    title: `${i} ${golden.name} ${JSON.stringify(golden.ctor)}`,
  })),
)('conformance 8: loss as PyTorch: $title', async ({ golden }) => {
  const loss = own(build(golden));
  const found = await runGolden(golden, loss, (inputs) => [loss.forward(...Object.values(inputs))]);
  expect(found).toEqual([]);
});
