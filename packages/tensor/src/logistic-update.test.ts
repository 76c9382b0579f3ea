import { describe, expect, it } from 'vitest';
import { near } from '../test/evaluate.ts';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { otherBackend } from '../test/other-backend.ts';
import type { Backend, LogisticOperands } from './backend.ts';
import { tensor, zeros } from './create.ts';
import { currentBackend } from './current-backend.ts';
import { BackendError, DTypeError, RangeFault, ShapeError } from './errors.ts';
import { logisticUpdate } from './logistic-update.ts';
import { scope } from './scope.ts';
import type { Tensor } from './tensor.ts';

expectNoLeaks();

const wave = (count: number, speed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * speed + 1));

const indices = (n: number, k: number, rows: number, step: number): Int32Array =>
  Int32Array.from({ length: n * k }, (_, i) => ((i * step) % (rows + 1)) - 1);

function operands(backend: Backend = currentBackend()): LogisticOperands<Tensor> {
  const [V, W, D, n, I, K] = [5, 7, 3, 11, 2, 4];
  return {
    input: tensor(wave(V * D, 0.7), { shape: [V, D], backend }),
    output: tensor(wave(W * D, 0.3), { shape: [W, D], backend }),
    inputRows: tensor(indices(n, I, V, 5), { shape: [n, I], backend }),
    outputRows: tensor(indices(n, K, W, 3), { shape: [n, K], backend }),
    labels: tensor([1, 0, 0, 1], { backend }),
  };
}

async function after(
  block: number,
  combine: 'mean' | 'sum' | 'wholeMean',
  backend: Backend,
): Promise<number[][]> {
  const [loss, input, output] = scope(() => {
    const own = operands(backend);
    return [logisticUpdate(own, { learningRate: 0.1, block, combine }), own.input, own.output];
  });
  const read = [loss, input, output].map(async (own) => {
    const numbers = [...(await own.data())];
    own.dispose();
    return numbers;
  });
  return Promise.all(read);
}

describe('logisticUpdate', () => {
  const combinations = ['mean', 'sum', 'wholeMean'] as const;
  it.each([1, 3, 100].flatMap((block) => combinations.map((own) => [block, own] as const)))(
    'is what its parts are, in blocks of %i, %s',
    async (block, combine) => {
      const composed = await after(block, combine, otherBackend({ logisticUpdate: undefined }));
      const own = await after(block, combine, currentBackend());
      own.forEach((numbers, i) => expect(numbers).toEqual(near(composed[i]!)));
    },
  );

  it('is composed of rows of no numbers, too', async () => {
    const backend = otherBackend({ logisticUpdate: undefined });
    const loss = scope(() => {
      const own = operands(backend);
      const empty = { input: zeros([5, 0], { backend }), output: zeros([7, 0], { backend }) };
      const one = tensor(new Int32Array(3), { shape: [3, 1], backend });
      const given = {
        ...own,
        ...empty,
        inputRows: one,
        outputRows: one,
        labels: zeros([1], { backend }),
      };
      return logisticUpdate(given, { learningRate: 0.1, block: 2 });
    });
    expect(await loss.item()).toBeCloseTo(3 * Math.LN2, 6);
    loss.dispose();
  });

  it('changes rows only where they are named, and raises versions', async () => {
    const own = operands();
    const before = [...(await own.output.data())];
    const one = tensor(Int32Array.of(2), { shape: [1, 1] });
    const label = tensor([1]);
    const given = { ...own, inputRows: one, outputRows: one, labels: label };
    const loss = logisticUpdate(given, { learningRate: 0.1 });
    const changed = [...(await own.output.data())];
    expect(changed.flatMap((value, i) => (value === before[i] ? [] : [i]))).toEqual([6, 7, 8]);
    expect(own.output.storage.version).toBeGreaterThan(0);
    expect(own.input.storage.version).toBeGreaterThan(0);
    expect(await loss.item()).toBeGreaterThan(0);
    for (const used of [...Object.values(own), one, label, loss]) used.dispose();
  });

  it('refuses what does not fit', () => {
    scope(() => {
      const own = operands();
      const step = { learningRate: 0.1 };
      const facts = factsOf(ShapeError, () =>
        logisticUpdate({ ...own, output: zeros([7, 2]) }, step),
      );
      expect(facts).toMatchObject({ where: 'logisticUpdate', received: [7, 2] });
      factsOf(DTypeError, () => logisticUpdate({ ...own, inputRows: zeros([11, 2]) }, step));
      factsOf(BackendError, () =>
        logisticUpdate(
          { ...own, output: own.input, outputRows: own.inputRows, labels: zeros([2]) },
          step,
        ),
      );
      expect(factsOf(RangeFault, () => logisticUpdate(own, { ...step, block: 0 }))).toMatchObject({
        block: 0,
      });
      const far = tensor(
        Int32Array.from({ length: 22 }, (_, i) => (i === 9 ? 5 : 0)),
        {
          shape: [11, 2],
        },
      );
      expect(
        factsOf(RangeFault, () => logisticUpdate({ ...own, inputRows: far }, step)),
      ).toMatchObject({ index: 5, size: 5 });
    });
  });
});
