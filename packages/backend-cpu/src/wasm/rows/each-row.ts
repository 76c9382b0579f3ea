import { type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** Byte addresses from positions that count elements. */
export function addresses<Name extends string>(
  f: FunctionBuilder,
  positions: Readonly<Record<Name, Local<'i32'>>>,
): Readonly<Record<Name, Local<'i32'>>> {
  const entries = Object.entries<Local<'i32'>>(positions);
  return Object.fromEntries(
    entries.map(([name, position]) => [name, f.let(i32.shl(position, 2))]),
  ) as Record<Name, Local<'i32'>>;
}

/** Runs `body` for `count` rows; the pointers move on by `size` elements after each. */
export function eachRow(
  f: FunctionBuilder,
  count: Local<'i32'>,
  size: Local<'i32'>,
  pointers: readonly Local<'i32'>[],
  body: () => void,
): void {
  const bytes = f.let(i32.shl(size, 2));
  f.repeat(count, () => {
    body();
    for (const pointer of pointers) f.set(pointer, i32.add(pointer, bytes));
  });
}
