import { beforeEach, describe, expect, it } from 'vitest';
import { expectNoLeaks } from '../test/leaks.ts';
import { factsOf } from '../test/faults.ts';
import { tensor, zeros } from './create.ts';
import { DisposedError, RondoError } from './errors.ts';
import {
  currentScope,
  dispose,
  heldTensors,
  keep,
  refusePromise,
  scope,
  tensorsIn,
  type Scope,
} from './scope.ts';
import { memory } from './storage.ts';
import type { Tensor } from './tensor.ts';

expectNoLeaks();

/** The scope that a test runs in. */
let around: Scope | undefined;
beforeEach(() => {
  around = currentScope();
});

describe('scope(body)', () => {
  it('frees what it does not return', async () => {
    const made: Tensor[] = [];
    const sum = scope(() => {
      const x = tensor([1, 2, 3]);
      made.push(x, x.mul(2));
      return x.sum();
    });
    expect(made.map((x) => x.isDisposed)).toEqual([true, true]);
    expect(await sum.item()).toBe(6);
    sum.dispose();
  });

  it('keeps tensors in arrays, maps and plain objects', () => {
    const result = scope(() => ({
      list: [zeros([2]), [zeros([3])]],
      map: new Map([['x', zeros([4])]]),
      bare: Object.assign(Object.create(null) as object, { y: zeros([5]) }),
      other: 'text',
      nothing: null,
    }));
    const found = [...tensorsIn(result)];
    expect(found.map(({ shape }) => shape[0])).toEqual([2, 3, 4, 5]);
    expect(found.some((x) => x.isDisposed)).toBe(false);
    dispose(result);
    expect(found.every((x) => x.isDisposed)).toBe(true);
  });

  it('gives what an inner scope returns to the outer one', () => {
    let inner: Tensor | undefined;
    const outer = scope(() => {
      inner = scope(() => zeros([2]).add(1));
      expect(inner.isDisposed).toBe(false);
      return inner.sum();
    });
    expect(inner!.isDisposed).toBe(true);
    expect(outer.isDisposed).toBe(false);
    outer.dispose();
  });

  it('leaves tensors alone that were made outside', () => {
    const x = zeros([2]);
    expect(scope(() => x)).toBe(x);
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  it('frees everything when the body throws', () => {
    const fail = (): never => {
      zeros([2]);
      throw new Error('in the body');
    };
    expect(() => scope(fail)).toThrow('in the body');
    expect(currentScope()).toBe(around);
  });

  it('refuses an async body, by type and at run time', () => {
    // @ts-expect-error the body must not be async
    expect(factsOf(RondoError, () => scope(async () => zeros([2])))).toEqual({ where: 'scope' });
    // @ts-expect-error the body must not return anything to wait for
    expect(() => scope(() => Promise.resolve(1) as PromiseLike<number>)).toThrow(RondoError);
  });

  it('swallows what an async body meets after its scope ended', async () => {
    const body = async (): Promise<void> => {
      const x = zeros([2]);
      await Promise.resolve();
      x.add(1);
    };
    // @ts-expect-error the body must not be async
    expect(() => scope(body)).toThrow(RondoError);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
});

describe('using s = scope()', () => {
  it('ends with the block and keeps what it is told to', () => {
    let freed: Tensor;
    let kept: Tensor;
    {
      using s = scope();
      freed = zeros([2]);
      kept = s.keep(freed.add(1));
      expect(currentScope()).toBe(s);
    }
    expect(currentScope()).toBe(around);
    expect([freed.isDisposed, kept.isDisposed]).toEqual([true, false]);
    kept.dispose();
  });

  it('gives kept tensors to the scope around it', () => {
    const outer = scope();
    const inner = scope();
    const x = inner.keep(zeros([2]));
    inner.close();
    expect(x.isDisposed).toBe(false);
    outer.close();
    expect(x.isDisposed).toBe(true);
  });

  it('closed before a scope opened inside it, leaves that one and its tensors alone', () => {
    const outer = scope();
    const x = zeros([2]);
    const inner = scope();
    const y = zeros([3]);
    const kept = inner.keep(zeros([5]));
    outer.close();
    expect([x, y, kept].map((made) => made.isDisposed)).toEqual([true, false, true]);
    expect(currentScope()).toBe(inner);
    const late = inner.keep(zeros([1]));
    outer.close();
    inner.close();
    expect([y.isDisposed, late.isDisposed]).toEqual([true, false]);
    expect(late.owner).toBe(around);
    expect(currentScope()).toBe(around);
    late.dispose();
  });

  it('may overlap with the scope of another async function', async () => {
    const step = async (pause: number): Promise<number> => {
      using s = scope();
      const x = s.keep(tensor([pause, 1]));
      const y = x.mul(2);
      await new Promise((resolve) => setTimeout(resolve, pause));
      const sum = y.isDisposed ? Number.NaN : await y.sum().item();
      x.dispose();
      return sum;
    };
    expect(await Promise.all([step(4), step(20), step(8)])).toEqual([10, 42, 18]);
    expect(currentScope()).toBe(around);
  });

  it('keeps a tensor of a scope left open inside it', () => {
    const outer = scope();
    const inner = scope();
    const x = outer.keep(zeros([2]));
    outer.close();
    inner.close();
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  it('does not remember what was freed in it', () => {
    using s = scope();
    const before = memory();
    for (let step = 0; step < 1000; step++) zeros([1]).dispose();
    const last = zeros([1]);
    expect(memory().tensors).toBe(before.tensors + 1);
    expect(last.owner).toBe(s);
  });
});

describe('keep', () => {
  it('takes tensors out of every scope', () => {
    const x = scope(() => {
      const inside = { x: zeros([2]) };
      keep(inside);
      return inside;
    }).x;
    expect(x.owner).toBeUndefined();
    x.dispose();
  });
});

describe('tensorsIn', () => {
  it('asks objects of a class what they hold', () => {
    class Holder {
      readonly held = zeros([2]);
      readonly ignored = zeros([3]);

      *[heldTensors](): Generator<Tensor> {
        yield this.held;
      }
    }
    const holder = scope(() => ({ holder: new Holder() })).holder;
    expect([...tensorsIn(holder)].map(({ isDisposed }) => isDisposed)).toEqual([false]);
    expect(holder.ignored.isDisposed).toBe(true);
    dispose(holder);
  });

  it('ends where objects hold each other, and gives each tensor once', () => {
    interface Node {
      readonly x: Tensor;
      readonly others: unknown[];
    }
    const node = scope((): Node => {
      const made: Node = { x: zeros([2]), others: [] };
      made.others.push(made, made.x, new Map([['back', made.others]]));
      return made;
    });
    expect([...tensorsIn(node)]).toEqual([node.x]);
    dispose(node);
  });
});

describe('refusePromise', () => {
  it('lets values through that need no waiting', () => {
    for (const value of [1, undefined, null, 'then', {}, []]) {
      expect(() => refusePromise('place', value)).not.toThrow();
    }
  });

  it('names the place, and nobody need handle the rejection', async () => {
    const where = 'place';
    expect(
      factsOf(RondoError, () => refusePromise(where, Promise.reject(new Error('unseen')))),
    ).toEqual({ where });
    await new Promise((resolve) => setTimeout(resolve, 1));
  });
});

describe('a freed tensor', () => {
  it('says so when it is used, and may be freed again', () => {
    const x = tensor([[1, 2, 3]]);
    x.dispose();
    x.dispose();
    expect(factsOf(DisposedError, () => x.add(1))).toEqual({ shape: [1, 3], dtype: 'float32' });
    expect(x.toString()).toBe('Tensor float32 [1, 3] (freed)');
  });

  it('keeps its memory while it is pinned', async () => {
    const x = tensor([1, 2]);
    x.pin();
    x.pin();
    x.dispose();
    x.unpin();
    expect(x.isDisposed).toBe(true);
    expect(await x.array()).toEqual([1, 2]);
    x.unpin();
    expect(() => x.storage).toThrow(DisposedError);
  });

  it('shares its memory with views until the last of them is freed', async () => {
    const before = memory().bytes;
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const column = scope(() => x.select(1, 2));
    const { tensors } = memory();
    x.dispose();
    expect(memory()).toEqual({ tensors: tensors - 1, bytes: before + 24 });
    expect(await column.array()).toEqual([3, 6]);
    column.dispose();
  });
});
