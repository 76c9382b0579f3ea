import { readFileSync } from 'node:fs';
import { backward, Parameter } from '@rondo/autograd';
import type { Module } from '@rondo/layers-core';
import { scope, tensor, type Tensor } from '@rondo/tensor';

/** A tensor as the golden files write it; NaN and infinities are strings. */
interface GoldenTensor {
  readonly shape: number[];
  readonly dtype: 'float' | 'int' | 'bool';
  readonly data: readonly (number | 'nan' | 'inf' | '-inf')[];
}

/** What PyTorch computed, in float64, from inputs that float32 holds exactly. */
export interface GoldenCase {
  readonly name: string;
  readonly ctor?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, GoldenTensor>>;
  readonly inputs: Readonly<Record<string, GoldenTensor>>;
  readonly outputs: readonly GoldenTensor[];
  /** ∂L/∂output, so that L = Σ output · seed. */
  readonly gradSeed?: readonly (GoldenTensor | null)[];
  readonly gradsParams?: Readonly<Record<string, GoldenTensor>>;
  readonly gradsInputs?: Readonly<Record<string, GoldenTensor>>;
}

/** Cases of a file that PyTorch 2.13.0 made; each has a title of its own. */
export function goldenCases(file: string): { title: string; golden: GoldenCase }[] {
  const url = new URL(`generated/${file}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: GoldenCase[] };
  return cases.map((golden) => ({
    title: `${golden.name} ${JSON.stringify(golden.ctor ?? {})}`,
    golden,
  }));
}

function numbersOf({ data }: GoldenTensor): number[] {
  return data.map((value) =>
    Number(typeof value === 'string' ? value.replace('inf', 'Infinity') : value),
  );
}

function tensorOf(golden: GoldenTensor): Tensor {
  const dtype = ({ float: 'float32', int: 'int32', bool: 'bool' } as const)[golden.dtype];
  return tensor(Float64Array.from(numbersOf(golden)), { shape: golden.shape, dtype });
}

/** Elements that differ from the golden ones by more than 1e-6 + 1e-5 · |golden|, as text; [] is what a test wants. */
async function differences(
  label: string,
  actual: Tensor | undefined,
  golden: GoldenTensor,
): Promise<string[]> {
  if (!actual) return [`${label}: nothing computed`];
  const shapes = `${label}: [${actual.shape.join(', ')}] for [${golden.shape.join(', ')}]`;
  if (shapes !== `${label}: [${golden.shape.join(', ')}] for [${golden.shape.join(', ')}]`)
    return [shapes];
  const data = await actual.data();
  return numbersOf(golden).flatMap((expected, i) => {
    const isClose =
      Object.is(data[i], expected) ||
      Math.abs(data[i]! - expected) <= 1e-6 + 1e-5 * Math.abs(expected);
    return isClose ? [] : [`${label}[${i}]: ${data[i]} for ${expected}`];
  });
}

/** Runs a case forward and backward; returns all differences from the golden outputs and gradients. */
export async function runGolden(
  golden: GoldenCase,
  module: Module,
  forward: (inputs: Readonly<Record<string, Tensor>>) => readonly Tensor[],
): Promise<string[]> {
  const state = mapValues(golden.params ?? {}, tensorOf);
  module.loadStateDict(state);
  const inputs = mapValues(golden.inputs, (input) =>
    input.dtype === 'float' ? new Parameter(tensorOf(input)) : tensorOf(input),
  );
  const seeds = golden.gradSeed?.map((seed) => seed && tensorOf(seed));
  const outputs = seeds
    ? backward(() => {
        const results = forward(inputs);
        const losses = results.flatMap((result, i) =>
          seeds[i] ? [result.mul(seeds[i]).sum()] : [],
        );
        return { loss: losses.reduce((sum, loss) => sum.add(loss)), results };
      }).results
    : scope(() => forward(inputs));
  const found = golden.outputs.map((output, i) => differences(`output ${i}`, outputs[i], output));
  const parameters = new Map(module.namedParameters());
  for (const [name, gradient] of Object.entries(golden.gradsParams ?? {})) {
    found.push(differences(`gradient of ${name}`, parameters.get(name)?.grad, gradient));
  }
  for (const [name, gradient] of Object.entries(golden.gradsInputs ?? {})) {
    const input = inputs[name];
    found.push(
      differences(
        `gradient of ${name}`,
        input instanceof Parameter ? input.grad : undefined,
        gradient,
      ),
    );
  }
  return (await Promise.all(found)).flat();
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
