import { f32, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';

/** Indices of rows of a table; negative ones name none. */
interface Indices {
  /** Where they are; moved past the last one. */
  readonly at: Local<'i32'>;
  readonly width: Local<'i32'>;
  readonly table: Local<'i32'>;
  readonly rowBytes: Local<'i32'>;
}

/** Numbers that go with the indices, and where those of rows that are named are put. */
interface Numbers {
  readonly from: Local<'i32'>;
  readonly to: Local<'i32'>;
}

/** Lists the addresses of the rows that are named, and the numbers that go with them: how many there are. */
export function listRows(
  f: FunctionBuilder,
  { at, width, table, rowBytes }: Indices,
  to: Local<'i32'>,
  numbers?: Numbers,
): Local<'i32'> {
  const place = f.let(to);
  const number = numbers && { from: f.let(numbers.from), to: f.let(numbers.to) };
  f.repeat(width, () => {
    const row = f.let(i32.load(at));
    // Written in any case, and kept where the row is one: branches that are hard to foresee take longer.
    const kept = f.let(i32.shl(i32.ge_s(row, 0), 2));
    f.store(place, i32.add(table, i32.mul(row, rowBytes)));
    f.set(place, i32.add(place, kept));
    if (number) {
      f.store(number.to, f32.load(number.from));
      f.set(number.to, i32.add(number.to, kept));
      f.set(number.from, i32.add(number.from, 4));
    }
    f.set(at, i32.add(at, 4));
  });
  return f.let(i32.shr_u(i32.sub(place, to), 2));
}
