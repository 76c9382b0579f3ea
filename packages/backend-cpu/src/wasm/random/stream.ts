import {
  type Expr,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  v128,
} from '../assembler/index.ts';
import { transpose4 } from '../gemm/transpose.ts';
import { type Four, philox, roundKeys } from './philox.ts';

/** How many numbers, and where the stream stands. */
export const streamParameters = {
  thread: 'i32',
  count: 'i32',
  seedLow: 'i32',
  seedHigh: 'i32',
  blockLow: 'i32',
  blockHigh: 'i32',
} as const;

type StreamLocals = Readonly<
  Record<Exclude<keyof typeof streamParameters, 'thread'>, Local<'i32'>>
>;

export interface StreamConsumer {
  /** Moved past the last number. */
  readonly pointers: readonly Local<'i32'>[];
  /** Turns the words of four blocks, lane by lane, into numbers in the same places. */
  readonly convert: (words: Four<Local<'v128'>>) => Four<Local<'v128'>>;
  /** Writes four numbers at `offset` bytes behind the pointers; with `lane`, only that one of them. */
  readonly write: (numbers: Local<'v128'>, offset: number, lane?: number) => void;
}

/** Runs through the numbers of a stream from the start of a block on, in their order. */
export function eachNumber(
  f: FunctionBuilder,
  { count, seedLow, seedHigh, blockLow, blockHigh }: StreamLocals,
  { pointers, convert, write }: StreamConsumer,
): void {
  const keys = roundKeys(f, seedLow, seedHigh);
  const firsts = f.let(i32x4.splat(blockLow));
  const low = f.let(i32x4.add(firsts, fourLanes(0, 1, 2, 3)));
  // Masks are -1 where the low word passed 2³²: subtracting them carries.
  const high = f.let(i32x4.sub(i32x4.splat(blockHigh), i32x4.lt_u(low, firsts)));
  const left = f.let(count);
  const advance = (bytes: number) => {
    for (const pointer of pointers) f.set(pointer, i32.add(pointer, bytes));
  };
  f.while(i32.gt_s(left, 0), () => {
    const numbers = convert(philox(f, keys, [low, high]));
    const rows = transpose4(f, numbers).map((row) => f.let(row));
    f.if(
      i32.ge_s(left, 16),
      () => {
        for (const [i, row] of rows.entries()) write(row, 16 * i);
        advance(64);
      },
      () => writeLast(f, rows, left, write),
    );
    f.set(left, i32.sub(left, 16));
    f.set(low, i32x4.add(low, 4));
    f.set(high, i32x4.sub(high, i32x4.lt_u(low, 4)));
  });
}

/** Fewer than sixteen. */
function writeLast(
  f: FunctionBuilder,
  rows: readonly Local<'v128'>[],
  left: Local<'i32'>,
  write: StreamConsumer['write'],
): void {
  for (const [i, row] of rows.entries()) {
    f.if(
      i32.ge_s(left, 4 * i + 4),
      () => write(row, 16 * i),
      () => {
        for (let lane = 0; lane < 3; lane++) {
          f.if(i32.gt_s(left, 4 * i + lane), () => write(row, 16 * i + 4 * lane, lane));
        }
      },
    );
  }
}

function fourLanes(...lanes: Four<number>): Expr<'v128'> {
  return v128.const([...new Uint8Array(Uint32Array.from(lanes).buffer)]);
}
