import { grad } from '@rondo/autograd';
import { zeros, type FusedAttributes, type Tensor } from '@rondo/tensor';
import { describe, it } from 'vitest';
import { resultsOf, type Context } from '../context.ts';
import { expectClose } from '../expect-close.ts';
import { place } from '../layouts.ts';
import { noise } from '../values.ts';
import { fusedTable, type CaseInput, type Run } from './fused-cases.ts';

const valueTolerance = { rtol: 2e-5, atol: 2e-6 };
const gradientTolerance = { rtol: 1e-4, atol: 2e-5 };

function placeAll(inputs: readonly CaseInput[]): (Tensor | undefined)[] {
  return inputs.map((input) => input && place(input.values, input.dtype, input.layout));
}

/** A number that depends on every result, each element with its own weight. */
function weighed(results: readonly Tensor[]): Tensor {
  const sums = results.map((result, i) =>
    result.mul(place(noise(result.shape, 90 + i), 'float32')).sum(),
  );
  return sums.reduce((a, b) => a.add(b));
}

/** The gradient of the weighed results for each input that is there and has one. */
function gradientsOf(
  run: Run,
  inputs: readonly (Tensor | undefined)[],
  differentiable: readonly number[],
): Tensor[] {
  const positions = differentiable.filter((position) => inputs[position] !== undefined);
  return grad(
    (...wanted: Tensor[]) => {
      const all = inputs.map((input, i) =>
        positions.includes(i) ? wanted[positions.indexOf(i)] : input,
      );
      return weighed(run(all));
    },
    positions.map((position) => inputs[position]!),
  );
}

/** The gradient of the weight alone. */
function weightGradient(layerNorm: Run): Promise<Float64Array[]> {
  return resultsOf(() => {
    const values = [noise([3, 7], 1), noise([7], 2), noise([7], 3)];
    const [x, weight, bias] = values.map((own) => place(own, 'float32'));
    return grad((wanted) => weighed(layerNorm([x, wanted, bias])), [weight!] as const);
  });
}

/** Gradients when only one of the results, the outputs (0) or the last state (1), is used. */
function gradientOfResult(gruSequence: Run, result: number): Promise<Float64Array[]> {
  return resultsOf(() => {
    const [x, w] = [noise([2, 3, 9], 1), noise([9, 3], 2)].map((own) => place(own, 'float32'));
    const h0 = zeros([2, 3]);
    return grad(
      (gates, weight) => {
        const results = gruSequence([gates, weight, undefined, h0, undefined]);
        return weighed([results[result]!]);
      },
      [x!, w!] as const,
    );
  });
}

export function fusedSuite({ fused }: Context): void {
  const names = Object.keys(fusedTable) as (keyof FusedAttributes)[];
  describe.each(fused ?? names)(
    'fused %s equals its composed twin, forward and backward',
    (name) => {
      const { cases, differentiable } = fusedTable[name];
      it.each(cases)('$what', async ({ inputs, kernel, twin }) => {
        const values = await resultsOf(() => kernel(placeAll(inputs)));
        const expected = await resultsOf(() => twin(placeAll(inputs)));
        values.forEach((own, i) => expectClose(own, expected[i]!, valueTolerance, `result ${i}`));
        const gradients = await resultsOf(() =>
          gradientsOf(kernel, placeAll(inputs), differentiable),
        );
        const wanted = await resultsOf(() => gradientsOf(twin, placeAll(inputs), differentiable));
        gradients.forEach((own, i) =>
          expectClose(own, wanted[i]!, gradientTolerance, `gradient ${i}`),
        );
      });
    },
  );

  it('a fused kernel computes only the gradients that are wanted', async () => {
    const { kernel, twin } = fusedTable.layerNorm.cases[0]!;
    const [own] = await weightGradient(kernel);
    const [expected] = await weightGradient(twin);
    expectClose(own!, expected!, gradientTolerance);
  });

  it.each([0, 1])('result %i alone has its gradient when the other is not used', async (result) => {
    const { kernel, twin } = fusedTable.gruSequence.cases[0]!;
    const own = await gradientOfResult(kernel, result);
    const expected = await gradientOfResult(twin, result);
    own.forEach((values, i) => expectClose(values, expected[i]!, gradientTolerance));
  });
}
