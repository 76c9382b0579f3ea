import { scope, useBackend, type Backend, type Tensor } from '@rondo/tensor';
import fc from 'fast-check';
import { it } from 'vitest';
import { type Context } from '../context.ts';
import { expectClose } from '../expect-close.ts';
import { layoutNames, place } from '../layouts.ts';
import { noise } from '../values.ts';

/** A view or computation that takes a tensor of any shape. `n` chooses among its forms. */
const steps: readonly ((x: Tensor, n: number) => Tensor)[] = [
  (x, n) => (x.rank === 0 ? x : x.transpose(n % x.rank, -1)),
  (x, n) => (x.rank === 0 ? x : x.flip(n % x.rank)),
  (x, n) => (x.rank === 0 ? x : x.slice(n % x.rank, n % 2, undefined, 1 + (n % 3))),
  (x, n) => (x.rank === 0 ? x : x.sum(n % x.rank)),
  (x) => (x.rank > 4 ? x : x.unsqueeze(-1).expand([...x.shape, 2])),
  (x) => x.reshape([-1]),
  (x) => x.tanh(),
  (x) => x.add(x.mul(0.5)),
  (x) => x.less(0).where(x.neg(), x),
  (x, n) =>
    x.rank < 2
      ? x
      : x
          .transpose(-1, -2)
          .matmul(x)
          .mul(0.1 / (1 + n)),
];

/** Ranks 0 to 4 with odd and empty axes. */
const anyShape = fc.array(fc.constantFrom(0, 1, 2, 3, 5, 7), { maxLength: 4 });
const anyProgram = fc.array(fc.tuple(fc.nat({ max: steps.length - 1 }), fc.nat({ max: 5 })), {
  maxLength: 5,
});

export function propertySuite({ backend, reference }: Context): void {
  it('gives what the reference gives for any program of views and kernels', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyShape,
        fc.constantFrom(...layoutNames),
        anyProgram,
        async (shape, layout, program) => {
          const run = async (on: Backend): Promise<Float64Array> => {
            useBackend(on);
            const result = scope<Tensor>(() =>
              program.reduce(
                (x, [step, n]) => steps[step]!(x, n),
                place(noise(shape, 1, [-1, 1]), 'float32', layout),
              ),
            );
            const data = Float64Array.from(await result.data());
            result.dispose();
            return data;
          };
          expectClose(await run(backend()), await run(reference()), { rtol: 1e-4, atol: 1e-5 });
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
}
