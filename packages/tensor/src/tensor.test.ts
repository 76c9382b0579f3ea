import { describe, expect, it } from 'vitest';
import { evaluate } from '../test/evaluate.ts';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { arange, tensor, zeros } from './create.ts';
import { currentBackend } from './current-backend.ts';
import { RondoError, ShapeError } from './errors.ts';
import { record, withRecorders } from './recorder.ts';
import { scope } from './scope.ts';

expectNoLeaks();

describe('Tensor', () => {
  it('knows rank, size and whether it is row-major', () => {
    scope(() => {
      const x = zeros([2, 3, 5]);
      expect([x.rank, x.size, x.isContiguous]).toEqual([3, 30, true]);
      expect(x.transpose(0, 1).isContiguous).toBe(false);
      expect(x.narrow(0, 1, 1).isContiguous).toBe(true);
    });
  });

  it('reads values as typed arrays of its dtype, in row-major order', async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const flipped = scope(() => x.transpose(0, 1).flip(1));
    expect(await flipped.data()).toEqual(new Float32Array([4, 1, 5, 2, 6, 3]));
    const whole = x.cast('int32');
    expect(await whole.data()).toEqual(new Int32Array([1, 2, 3, 4, 5, 6]));
    const truth = x.greater(2);
    expect(await truth.data()).toEqual(new Uint8Array([0, 0, 1, 1, 1, 1]));
    for (const made of [x, flipped, whole, truth]) made.dispose();
  });

  it('gives the one element of a tensor that has one', async () => {
    const one = tensor([[2.5]]);
    expect(await one.item()).toBe(2.5);
    const two = tensor([1, 2]);
    const reason: unknown = await two.item().catch((error: unknown) => error);
    expect(reason).toBeInstanceOf(ShapeError);
    expect((reason as RondoError).facts).toEqual({ shape: [2] });
    one.dispose();
    two.dispose();
  });

  it('moves to another backend as a copy', async () => {
    const x = arange(0, 3);
    const copy = await x.to(currentBackend());
    x.dispose();
    expect(await copy.array()).toEqual([0, 1, 2]);
    copy.dispose();
  });

  it('detaches without a record', () => {
    scope(() => {
      const x = zeros([2]);
      const names: string[] = [];
      withRecorders([{ record: ({ name }) => names.push(name) }], () => x.detach().add(1));
      expect(names).toEqual(['add']);
    });
  });

  it('has methods for the common ops', async () => {
    const x = [
      [0.5, 2],
      [1, 4],
    ];
    const results = await evaluate(() => {
      const t = tensor(x);
      const two = tensor([1, 2]);
      expect(t.pow(2).sqrt().maximum(1).minimum(3).shape).toEqual([2, 2]);
      expect(t.split(1).length + t.chunk(2, 1).length).toBe(4);
      expect(t.squeeze().unsqueeze(0).flatten(1).expand([3, 4]).shape).toEqual([3, 4]);
      expect(t.slice(0, 1).permute([1, 0]).contiguous().clone().shape).toEqual([2, 1]);
      expect(t.notEqual(1).where(t, 0).dtype).toBe('float32');
      expect(t.exp().log().abs().tanh().sigmoid().relu().rsqrt().square().neg().dtype).toBe(
        'float32',
      );
      expect(
        [t.less(1), t.lessEqual(1), t.greaterEqual(1), t.equal(1)].map(({ dtype }) => dtype),
      ).toEqual(Array(4).fill('bool'));
      expect(
        [t.sum(), t.mean(), t.prod(), t.max(), t.min(), t.argmax()].map(({ rank }) => rank),
      ).toEqual(Array(6).fill(0));
      return t.matmul(two).sub(1).div(2).mul(2).add(1).clamp(0, 6).cumsum(0);
    });
    expect(results).toEqual([4.5, 10.5]);
  });
});

describe('record', () => {
  it('tells every active recorder, and only inside', () => {
    const names: string[] = [];
    const recorder = { record: ({ name }: { readonly name: string }) => names.push(name) };
    scope(() => {
      const x = zeros([2]);
      withRecorders([recorder, recorder], () => x.neg());
      x.neg();
      expect(() =>
        withRecorders([recorder], () => {
          throw new Error('in the body');
        }),
      ).toThrow('in the body');
      x.neg();
      record({ name: 'own', vjp: { why: 'none' } }, [], [], undefined);
    });
    expect(names).toEqual(['neg', 'neg']);
  });
});

describe('errors', () => {
  it('carry their class name and facts', () => {
    const error = new ShapeError('text', { a: 1 });
    expect([error.name, error instanceof RondoError, error.facts]).toEqual([
      'ShapeError',
      true,
      { a: 1 },
    ]);
    expect(factsOf(RondoError, () => Promise.reject(error))).toEqual({ where: 'scope' });
  });
});
