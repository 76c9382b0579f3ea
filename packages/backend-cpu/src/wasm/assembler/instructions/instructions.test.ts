import { describe, expect, it } from 'vitest';
import type { Expr } from '../expression.ts';
import { builders, type InstructionTable } from '../instruction.ts';
import { loads, type MemoryAccessTable } from '../memory-access.ts';
import { ModuleBuilder } from '../module-builder.ts';
import type { OperandKind, ValueType } from '../types.ts';
import { f32Instructions, f32Loads } from './f32.ts';
import { f32x4Instructions } from './f32x4.ts';
import { f64Instructions, f64Loads } from './f64.ts';
import { f64x2Instructions } from './f64x2.ts';
import { i16x8Instructions } from './i16x8.ts';
import { i32Instructions, i32Loads } from './i32.ts';
import { i32x4Instructions } from './i32x4.ts';
import { i64Instructions, i64Loads } from './i64.ts';
import { i64x2Instructions } from './i64x2.ts';
import { i8x16Instructions } from './i8x16.ts';
import { v128Instructions, v128Loads } from './v128.ts';
import { openRelaxedSimd } from '../../../../test/relaxed-simd.ts';

const tables: Record<OperandKind, InstructionTable> = {
  i32: i32Instructions,
  i64: i64Instructions,
  f32: f32Instructions,
  f64: f64Instructions,
  v128: v128Instructions,
  i8x16: i8x16Instructions,
  i16x8: i16x8Instructions,
  i32x4: i32x4Instructions,
  i64x2: i64x2Instructions,
  f32x4: f32x4Instructions,
  f64x2: f64x2Instructions,
};
const loadTables: Record<string, MemoryAccessTable> = {
  i32: i32Loads,
  i64: i64Loads,
  f32: f32Loads,
  f64: f64Loads,
  v128: v128Loads,
};

const types: Record<OperandKind, ValueType> = {
  i32: 'i32',
  i64: 'i64',
  f32: 'f32',
  f64: 'f64',
  v128: 'v128',
  i8x16: 'v128',
  i16x8: 'v128',
  i32x4: 'v128',
  i64x2: 'v128',
  f32x4: 'v128',
  f64x2: 'v128',
};

openRelaxedSimd();

/** Whether a module that stores the expression is valid; its operands are locals of the given kinds. */
function isValid(
  kinds: readonly OperandKind[],
  build: (...operands: Expr<ValueType>[]) => Expr<ValueType>,
): boolean {
  const module = new ModuleBuilder({ shared: false, relaxed: true });
  module.function('f', { parameters: { address: 'i32' } }, (f, { address }) => {
    f.store(address, build(...kinds.map((kind) => f.local(types[kind]))));
  });
  return WebAssembly.validate(module.toBytes());
}

const entries = Object.entries(tables).flatMap(([group, table]) =>
  Object.entries(table).map(([name, entry]) => ({
    group,
    name,
    entry,
    build: builders(table)[name],
  })),
);
const loadEntries = Object.entries(loadTables).flatMap(([group, table]) =>
  Object.keys(table).map((name) => ({ group, name, load: loads(table)[name] })),
);

describe('every instruction is accepted by the engine', () => {
  it.each(entries)('$group.$name', ({ entry, build }) => {
    expect(isValid(entry.parameters, (...operands) => build!(...(operands as never[])))).toBe(true);
  });

  it.each(loadEntries)('$group.$name', ({ load }) => {
    expect(isValid(['i32'], (address) => load!(address as Expr<'i32'>, 5, 1))).toBe(true);
  });
});
