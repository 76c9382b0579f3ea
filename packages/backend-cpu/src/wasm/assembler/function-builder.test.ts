import { describe, expect, it } from 'vitest';
import type { Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { f32 } from './instructions/f32.ts';
import { f32x4 } from './instructions/f32x4.ts';
import { i32 } from './instructions/i32.ts';
import { v128 } from './instructions/v128.ts';
import { madd } from './madd.ts';
import { ModuleBuilder } from './module-builder.ts';

const memory = new WebAssembly.Memory({ initial: 1 });

/** A compiled function of two integers. */
function compile(
  body: (f: FunctionBuilder<'i32'>, p: Local<'i32'>, q: Local<'i32'>) => Local<'i32'>,
): (p: number, q: number) => number {
  const module = new ModuleBuilder({ shared: false });
  module.function('f', { parameters: { p: 'i32', q: 'i32' }, result: 'i32' }, (f, { p, q }) =>
    body(f, p, q),
  );
  return (module.instantiate(memory) as { f: (p: number, q: number) => number }).f;
}

describe('loops', () => {
  it.each([
    [0, 0],
    [0, 1],
    [0, 2],
    [3, 17],
    [5, 5],
    [5, 4],
    [0, -7],
    [-7, 8],
  ])('for adds i from %i to %i in steps of 3', (begin, end) => {
    const sum = compile((f, p, q) => {
      const total = f.local('i32');
      f.for(p, i32.add(q, 0), 3, (i) => f.set(total, i32.add(total, i32.add(i, 100))));
      return total;
    });
    let expected = 0;
    for (let i = begin; i < end; i += 3) expected += i + 100;
    expect(sum(begin, end)).toBe(expected);
  });

  it('for computes an end that is not a local once', () => {
    const turns = compile((f, p, q) => {
      const total = f.local('i32');
      f.for(0, i32.add(p, q), 1, () => {
        f.set(p, i32.add(p, 1));
        f.set(total, i32.add(total, 1));
      });
      return total;
    });
    expect(turns(2, 3)).toBe(5);
  });

  it('for rejects a step that never ends', () => {
    expect(() => compile((f, p, q) => (f.for(p, q, 0, () => undefined), p))).toThrow(
      'for: expected step > 0, received 0 in f',
    );
  });

  it.each([-1, 0, 1, 2, 11])('repeat runs %i times', (count) => {
    const turns = compile((f, p, q) => {
      f.repeat(p, () => f.set(q, i32.add(q, 1)));
      return q;
    });
    expect(turns(count, 40)).toBe(40 + Math.max(count, 0));
  });

  it('while tests before each turn', () => {
    const halvings = compile((f, p, q) => {
      f.while(i32.gt_u(p, 1), () => {
        f.set(p, i32.shr_u(p, 1));
        f.set(q, i32.add(q, 1));
      });
      return q;
    });
    expect([1, 2, 3, 64].map((p) => halvings(p, 0))).toEqual([0, 1, 1, 6]);
  });

  it('branches leave and restart outer blocks', () => {
    const gcd = compile((f, p, q) => {
      f.block((exit) => {
        f.loop((again) => {
          f.br_if(exit, i32.eqz(q));
          const rest = f.let(i32.rem_u(p, q));
          f.set(p, q);
          f.set(q, rest);
          f.br(again);
        });
      });
      return p;
    });
    expect(gcd(91, 35)).toBe(7);
  });

  it('let is set anew at each turn, local keeps its value', () => {
    const result = compile((f, p, q) => {
      f.repeat(p, () => {
        const fresh = f.let(i32.const(10));
        const kept = f.local('i32');
        f.set(fresh, i32.add(fresh, 1));
        f.set(kept, i32.add(kept, 1));
        f.set(q, i32.add(fresh, i32.mul(kept, 100)));
      });
      return q;
    });
    expect(result(3, 0)).toBe(311);
  });
});

describe('statements', () => {
  it('if takes one of two ways, nested', () => {
    const sign = compile((f, p, q) => {
      f.if(
        i32.lt_s(p, 0),
        () => f.set(q, -1),
        () =>
          f.if(
            p,
            () => f.set(q, 1),
            () => f.set(q, 0),
          ),
      );
      f.if(i32.eq(p, 99), () => f.return(1234));
      return q;
    });
    expect([-8, 0, 5, 99].map((p) => sign(p, 77))).toEqual([-1, 0, 1, 1234]);
  });

  it('a value set and read at once stays on the stack, once', () => {
    const sum = compile((f, p, q) => {
      const product = f.let(i32.mul(p, q));
      const twice = f.let(i32.add(product, product));
      return f.let(i32.sub(twice, product));
    });
    expect(sum(6, 7)).toBe(42);
  });

  it('an expression is computed at each use, from what its locals hold there', () => {
    const result = compile((f, p, q) => {
      const next = i32.add(p, 1);
      f.set(p, next);
      f.set(q, next);
      return q;
    });
    expect(result(5, 0)).toBe(7);
  });

  it('loads and stores at offsets, unaligned too', () => {
    const module = new ModuleBuilder({ shared: false });
    module.function('f', { parameters: { x: 'i32', y: 'i32' } }, (f, { x, y }) => {
      f.store(y, v128.load(x, 20), 300, 4);
      f.store(y, f32.load(x, 4));
      f.store32_lane(y, v128.load(x), 3, 8);
      f.store8(y, 0x1ff, 16);
      f.store(y, v128.load32_splat(x, 8), 32);
      f.fill(i32.add(y, 64), 0xff, 5);
      f.copy(i32.add(y, 80), x, 8);
    });
    const { f } = module.instantiate(memory) as { f: (x: number, y: number) => void };
    new Float32Array(memory.buffer, 64, 9).set([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    f(64, 1024);
    expect([...new Float32Array(memory.buffer, 1324, 4)]).toEqual([5, 6, 7, 8]);
    expect([...new Float32Array(memory.buffer, 1024, 3)]).toEqual([1, 0, 3]);
    expect(new Uint32Array(memory.buffer, 1040, 1)[0]).toBe(0xff);
    expect([...new Float32Array(memory.buffer, 1056, 4)]).toEqual([2, 2, 2, 2]);
    expect([...new Uint8Array(memory.buffer, 1088, 6)]).toEqual([255, 255, 255, 255, 255, 0]);
    expect([...new Float32Array(memory.buffer, 1104, 3)]).toEqual([0, 1, 0]);
    expect(() => v128.load(0, -4)).toThrow('memory offset');
    expect(() => v128.load(0, 0, 32)).toThrow('a power of two of at most 16 bytes, received 32');
  });

  it('calls functions with vectors, in order', () => {
    const module = new ModuleBuilder({ shared: false });
    const scale = module.function(
      'scale',
      { parameters: { x: 'v128', by: 'f32' }, result: 'v128', exported: false },
      (_, { x, by }) => f32x4.mul(x, f32x4.splat(by)),
    );
    const bump = module.function('bump', { parameters: { address: 'i32' } }, (f, { address }) => {
      f.store(address, f32.add(f32.load(address), 1));
    });
    module.function('f', { parameters: { address: 'i32' }, result: 'f32' }, (f, { address }) => {
      const scaled = f.call(scale, { by: 3, x: v128.load(address) });
      f.call(bump, { address });
      return f32.add(f32x4.extract_lane(madd(scaled, 2, 1), 1), f32.load(address));
    });
    new Float32Array(memory.buffer, 128, 4).set([10, 20, 30, 40]);
    const { f } = module.instantiate(memory) as { f: (address: number) => number };
    expect(f(128)).toBe(20 * 3 * 2 + 1 + 11);
  });
});
