import { backward, Parameter } from '@rondo/autograd';
import { dispose, scope, type Tensor } from '@rondo/tensor';
import type { GoldenCase } from './golden-cases.ts';
import { differences, tensorOf, type Scale } from './golden-tensor.ts';

/** What a case needs of a module: parameters by PyTorch's names. */
export interface GoldenModule {
  loadStateDict(state: Readonly<Record<string, Tensor>>): unknown;
  namedParameters(): Iterable<readonly [name: string, parameter: Parameter]>;
}

/**
 * What differences are measured against: the element ('element') unless told otherwise. 'tensor' is for numbers in which large terms
 * cancel, so that float32 keeps fewer digits of the small ones, whoever computes them.
 */
export interface RunGoldenOptions {
  readonly outputScale?: Scale;
  readonly gradientScale?: Scale;
}

type Tensors = Readonly<Record<string, Tensor>>;

/**
 * Runs a case forward and backward; returns all differences from the golden outputs and gradients.
 * Frees what it makes; the module, with its gradients, stays the caller's.
 */
export async function runGolden(
  golden: GoldenCase,
  module: GoldenModule,
  forward: (inputs: Tensors) => readonly Tensor[],
  options: RunGoldenOptions = {},
): Promise<string[]> {
  const inputs = mapValues(golden.inputs, (input) =>
    input.dtype === 'float' ? new Parameter(tensorOf(input)) : tensorOf(input),
  );
  try {
    scope(() => {
      module.loadStateDict(mapValues(golden.params ?? {}, tensorOf));
    });
    const outputs = scope(() => outputsOf(golden, () => forward(inputs)));
    try {
      return await compare(golden, outputs, inputs, module, options);
    } finally {
      dispose(outputs);
    }
  } finally {
    dispose(inputs);
  }
}

/** The outputs; where the case has gradients, it leaves ours in the parameters. */
function outputsOf({ gradSeed }: GoldenCase, forward: () => readonly Tensor[]): readonly Tensor[] {
  if (!gradSeed) return forward();
  const seeds = gradSeed.map((seed) => seed && tensorOf(seed));
  return backward(() => {
    const results = forward();
    const losses = results.flatMap((result, i) => (seeds[i] ? [result.mul(seeds[i]).sum()] : []));
    return { loss: losses.reduce((sum, loss) => sum.add(loss)), results };
  }).results;
}

async function compare(
  golden: GoldenCase,
  outputs: readonly Tensor[],
  inputs: Tensors,
  module: GoldenModule,
  { outputScale, gradientScale }: RunGoldenOptions,
): Promise<string[]> {
  const parameters = new Map(module.namedParameters());
  const found = [
    ...golden.outputs.map((output, i) =>
      differences(`output ${i}`, outputs[i], output, outputScale),
    ),
    ...Object.entries(golden.gradsParams ?? {}).map(([name, gradient]) =>
      differences(`gradient of ${name}`, gradientOf(parameters.get(name)), gradient, gradientScale),
    ),
    ...Object.entries(golden.gradsInputs ?? {}).map(([name, gradient]) =>
      differences(`gradient of ${name}`, gradientOf(inputs[name]), gradient, gradientScale),
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
