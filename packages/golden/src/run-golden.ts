import { backward, Parameter } from '@rondo/autograd';
import { scope, type Tensor } from '@rondo/tensor';
import type { GoldenCase } from './golden-cases.ts';
import { differences, tensorOf } from './golden-tensor.ts';

/** What a case needs of a module: parameters by PyTorch's names. */
export interface GoldenModule {
  loadStateDict(state: Readonly<Record<string, Tensor>>): unknown;
  namedParameters(): Iterable<readonly [name: string, parameter: Parameter]>;
}

/** Runs a case forward and backward; returns all differences from the golden outputs and gradients. */
export async function runGolden(
  golden: GoldenCase,
  module: GoldenModule,
  forward: (inputs: Readonly<Record<string, Tensor>>) => readonly Tensor[],
): Promise<string[]> {
  module.loadStateDict(mapValues(golden.params ?? {}, tensorOf));
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
  const parameters = new Map(module.namedParameters());
  const found = [
    ...golden.outputs.map((output, i) => differences(`output ${i}`, outputs[i], output)),
    ...Object.entries(golden.gradsParams ?? {}).map(([name, gradient]) =>
      differences(`gradient of ${name}`, gradientOf(parameters.get(name)), gradient),
    ),
    ...Object.entries(golden.gradsInputs ?? {}).map(([name, gradient]) =>
      differences(`gradient of ${name}`, gradientOf(inputs[name]), gradient),
    ),
  ];
  return (await Promise.all(found)).flat();
}

function gradientOf(tensor: Tensor | undefined): Tensor | undefined {
  return tensor instanceof Parameter ? tensor.grad : undefined;
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  map: (value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
