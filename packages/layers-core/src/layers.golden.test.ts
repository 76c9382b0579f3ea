import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { own, runGolden, tensorOf, type GoldenCase } from '@rondo/golden';
import { useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import * as core from './index.ts';

useBackend(cpu());

interface LayerCase extends GoldenCase {
  readonly title: string;
  readonly args: readonly unknown[];
  readonly evaluate: boolean;
}

interface Fixture {
  readonly gains: Readonly<Record<core.init.Nonlinearity, number>>;
  readonly diracs: readonly { groups: number; weight: Parameters<typeof tensorOf>[0] }[];
  readonly cases: readonly LayerCase[];
}

interface AnyLayer extends core.Module {
  forward(...inputs: readonly Tensor[]): Tensor;
}

const url = new URL('../test/fixtures/generated/layers.json', import.meta.url);
const { gains, diracs, cases } = JSON.parse(readFileSync(url, 'utf8')) as Fixture;

/** The layer of PyTorch's class name, from PyTorch's arguments. */
function build({ name, args, ctor = {} }: LayerCase): AnyLayer {
  const Layer = (core as unknown as Record<string, new (...args: readonly unknown[]) => AnyLayer>)[
    name
  ]!;
  const options = Object.entries(ctor).map(([key, value]) => [
    key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return new Layer(...args, ...(options.length > 0 ? [Object.fromEntries(options)] : []));
}

const buffersOf = (layer: core.Module): Tensor[] => {
  const parameters = new Set<Tensor>(layer.parameters());
  return Object.values(layer.stateDict()).filter((tensor) => !parameters.has(tensor));
};

describe('layers as PyTorch', () => {
  it.each(cases)('$name $title', async (golden) => {
    const layer = own(build(golden)).train(!golden.evaluate);
    const forward = (inputs: Readonly<Record<string, Tensor>>): Tensor[] => [
      layer.forward(...Object.values(inputs)),
      ...buffersOf(layer).map((buffer) => buffer.clone()),
    ];
    expect(await runGolden(golden, layer, forward)).toEqual([]);
  });
});

describe('initialisers as PyTorch', () => {
  it('has its gains', () => {
    for (const [name, gain] of Object.entries(gains)) {
      expect(core.init.calculateGain(name as core.init.Nonlinearity)).toBeCloseTo(gain, 14);
    }
  });

  it.each(diracs)('dirac in $groups groups', async ({ groups, weight }) => {
    const made = core.init.dirac(weight.shape, groups);
    expect([...(await made.data())]).toEqual(weight.data);
  });
});
