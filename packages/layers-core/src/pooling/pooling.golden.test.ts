import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { own, runGolden, type GoldenCase } from '@rondo/golden';
import { useBackend, type OutputSize, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import type { Module } from '../module.ts';
import * as pooling from './index.ts';

interface PoolCase extends GoldenCase {
  readonly args: OutputSize;
}

interface AnyPool extends Module {
  forward(x: Tensor): Tensor;
}

const url = new URL('../../test/fixtures/generated/pooling.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: readonly PoolCase[] };

/** The layer of PyTorch's class name, from PyTorch's arguments. */
function build({ name, args, ctor = {} }: PoolCase): AnyPool {
  type Make = new (size: OutputSize, options: Readonly<Record<string, unknown>>) => AnyPool;
  const Pool = (pooling as unknown as Record<string, Make>)[name.split(' ')[0]!]!;
  const options = Object.entries(ctor).map(([key, value]) => [
    key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return new Pool(args, Object.fromEntries(options) as Readonly<Record<string, unknown>>);
}

const titled = cases.map((golden, i) => ({
  golden,
  title: `${i} ${golden.name} ${JSON.stringify(golden.args)} ${JSON.stringify(golden.ctor)}`,
}));

const backends = [
  ['kernels', cpu()],
  ['composed twins', cpu({ kernels: 'reference' })],
] as const;

describe.each(backends)('pooling as PyTorch by %s', (_, backend) => {
  it.each(titled)('$title', async ({ golden }) => {
    useBackend(backend);
    const pool = own(build(golden));
    expect(await runGolden(golden, pool, ({ x1 }) => [pool.forward(x1!)])).toEqual([]);
  });
});
