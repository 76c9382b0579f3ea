import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Expr, Local } from './expression.ts';
import type { Label } from './control.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { f32 } from './instructions/f32.ts';
import { f32x4 } from './instructions/f32x4.ts';
import { i32 } from './instructions/i32.ts';
import { v128 } from './instructions/v128.ts';
import { madd, nmadd } from './madd.ts';
import { compiledModules, ModuleBuilder } from './module-builder.ts';

const parameters = { address: 'i32' } as const;

function doubling(shared: boolean): ModuleBuilder {
  const module = new ModuleBuilder({ shared });
  module.function('double', { parameters }, (f, { address }) => {
    f.store(address, f32x4.mul(v128.load(address), 2));
  });
  return module;
}

type Doubling = { double: (address: number) => void };

/** The bytes of a module with one madd and one nmadd. */
function size(relaxed: boolean): number {
  const module = new ModuleBuilder({ shared: false, relaxed });
  module.function('f', { parameters }, (f, { address }) => {
    const x = f.let(v128.load(address));
    f.store(address, nmadd(x, x, madd(x, x, x)));
  });
  return module.toBytes().length;
}

describe('ModuleBuilder', () => {
  it.each([true, false])('works on a memory with shared = %s', (shared) => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3, shared });
    const values = new Float32Array(memory.buffer, 8, 4);
    values.set([1, 2, 3, -4]);
    (doubling(shared).instantiate(memory) as Doubling).double(8);
    expect([...values]).toEqual([2, 4, 6, -8]);
  });

  it('names the kind of memory it was built for', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(() => doubling(true).instantiate(memory)).toThrow(
      'built with shared = true, received a memory with shared = false; pass { shared: false }',
    );
  });

  it('compiles once, however often it is instantiated', () => {
    const module = doubling(false);
    const before = compiledModules();
    module.instantiate(new WebAssembly.Memory({ initial: 1 }));
    module.instantiate(new WebAssembly.Memory({ initial: 1 }));
    expect(compiledModules() - before).toBe(1);
    expect(() => module.function('late', { parameters }, () => undefined)).toThrow(
      'module is complete',
    );
  });

  it('fuses madd where the module is relaxed, and refuses relaxed instructions elsewhere', () => {
    // Each fused instruction replaces a mul and an add or sub.
    expect(size(false)).toBeGreaterThan(size(true));
    const module = new ModuleBuilder({ shared: false });
    expect(() =>
      module.function('f', { parameters }, (f, { address }) => {
        f.store(address, f32x4.relaxed_madd(1, 2, 3));
      }),
    ).toThrow('relaxed_madd is a relaxed SIMD instruction');
  });

  it('computes nmadd as c - a b', () => {
    const module = new ModuleBuilder({ shared: false });
    module.function('f', { parameters: {}, result: 'f32' }, () =>
      f32x4.extract_lane(nmadd(3, 5, 100), 2),
    );
    const { f } = module.instantiate(new WebAssembly.Memory({ initial: 1 })) as { f: () => number };
    expect(f()).toBe(85);
  });

  it('refuses what JavaScript cannot call or the engine would reject', () => {
    const module = doubling(false);
    expect(() => module.function('double', { parameters }, () => undefined)).toThrow(
      'exports this name',
    );
    expect(() => module.function('v', { parameters: { x: 'v128' } }, () => undefined)).toThrow(
      'JavaScript cannot pass a v128',
    );
    expect(() => module.function('n', { parameters: { 1: 'i32' } }, () => undefined)).toThrow(
      'use a word',
    );
  });

  it('refuses locals, labels and functions out of their place', () => {
    const module = new ModuleBuilder({ shared: false });
    let local: Local<'i32'> | undefined;
    let label: Label | undefined;
    let builder: FunctionBuilder<undefined> | undefined;
    const first = module.function('first', { parameters }, (f, { address }) => {
      f.block((exit) => (label = exit));
      expect(() => f.br(label!)).toThrow('a branch leads out of blocks it is in');
      [local, builder] = [address, f];
    });
    expect(() => builder!.store(0, f32.const(1))).toThrow(
      'received a statement after its body returned',
    );
    module.function('second', { parameters }, (f) => {
      expect(() => f.let(i32.add(local!, 1))).toThrow('second uses local 0 of first');
    });
    doubling(false).function('third', { parameters }, (f, { address }) => {
      expect(() => f.call(first, { address })).toThrow('third calls first of another one');
    });
  });
});

describe('types', () => {
  it('tell value types apart', () => {
    expectTypeOf(i32.add(1, 2)).toEqualTypeOf<Expr<'i32'>>();
    expectTypeOf(f32x4.lt(1, 2)).toEqualTypeOf<Expr<'v128'>>();
    expectTypeOf(f32x4.extract_lane(f32x4.splat(1), 0)).toEqualTypeOf<Expr<'f32'>>();
    expectTypeOf(i32.add).parameters.toEqualTypeOf<[Expr<'i32'> | number, Expr<'i32'> | number]>();
    expectTypeOf<Expr<'f32'>>().not.toExtend<Parameters<typeof i32.add>[0]>();
    expectTypeOf<Expr<'f32'>>().not.toExtend<Parameters<typeof f32x4.mul>[1]>();
    expectTypeOf<number>().not.toExtend<Parameters<typeof v128.and>[0]>();
  });

  it('follow parameters, results and calls', () => {
    const module = new ModuleBuilder({ shared: false });
    const half = module.function(
      'half',
      { parameters: { x: 'f32' }, result: 'f32' },
      (f, { x }) => {
        expectTypeOf(x).toEqualTypeOf<Local<'f32'>>();
        expectTypeOf<Parameters<(typeof f)['return']>>().toEqualTypeOf<[Expr<'f32'> | number]>();
        return f32.mul(x, 0.5);
      },
    );
    module.function('none', { parameters: {} }, (f) => {
      expectTypeOf(f.call(half, { x: 1 })).toEqualTypeOf<Local<'f32'>>();
      expectTypeOf<Parameters<(typeof f)['return']>>().toEqualTypeOf<[]>();
    });
    const wrong = () => {
      // @ts-expect-error the result is f32
      module.function('wrong', { parameters: {}, result: 'f32' }, () => i32.const(1));
      // @ts-expect-error the body returns nothing
      module.function('missing', { parameters: {}, result: 'f32' }, () => undefined);
      module.function('f', { parameters }, (f, { address }) => {
        // @ts-expect-error an f32 is no address
        f.store(f32.const(1), address);
        // @ts-expect-error an i32 local takes no f32
        f.set(address, f32.const(1));
        // @ts-expect-error the argument is called x
        f.call(half, { y: 1 });
      });
    };
    expectTypeOf(wrong).toBeFunction();
  });
});
