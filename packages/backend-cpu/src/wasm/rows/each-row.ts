import { type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** Byte addresses from the parameters of the given names, which count elements. */
export function addresses<const Name extends string>(
  f: FunctionBuilder,
  parameters: Readonly<Record<Name, Local<'i32'>>>,
  ...names: Name[]
): Readonly<Record<Name, Local<'i32'>>> {
  return Object.fromEntries(
    names.map((name) => [name, f.let(i32.shl(parameters[name], 2))]),
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
