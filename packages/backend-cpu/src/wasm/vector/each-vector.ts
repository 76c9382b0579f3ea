import {
  type Expr,
  type FunctionBuilder,
  i32,
  type Local,
  type Operand,
  v128,
} from '../assembler/index.ts';

/** How one step of a loop over float32 or int32 elements reads and writes them. */
export interface Lanes {
  /** Which of the independent steps of one turn this is: it may use accumulators of its own. */
  readonly slot: number;
  /** The elements at a pointer; the last ones come one by one, in all lanes. */
  load(pointer: Expr<'i32'>): Expr<'v128'>;
  /** Writes elements, after all steps of the turn have read theirs. */
  store(pointer: Expr<'i32'>, value: Expr<'v128'>): void;
  /** The value, with zeros in the lanes that stand for no element. */
  only(value: Expr<'v128'>): Expr<'v128'>;
}

const firstLane = v128.const([255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/**
 * Runs `step` over `count` elements: `unroll` times four in one turn, then four, then one by one. The pointers are moved past the
 * last element.
 */
export function eachVector(
  f: FunctionBuilder,
  count: Operand<'i32'>,
  pointers: readonly Local<'i32'>[],
  step: (lanes: Lanes) => void,
  unroll = 1,
): void {
  const elements = f.let(typeof count === 'number' ? i32.const(count) : count);
  const turns = (number: Expr<'i32'>, steps: number, lanesOf: LanesOf, bytes: number): void => {
    f.repeat(number, () => {
      // Engines join neighbours of two steps, reads and computations and writes, where no other write lies between.
      const writes: Write[][] = [];
      for (let slot = 0; slot < steps; slot++) {
        const own: Write[] = [];
        writes.push(own);
        step(lanesOf(f, slot, steps === 1 ? (now) => now() : (later) => void own.push(later)));
      }
      for (const [which] of writes[0]!.entries()) for (const own of writes) own[which]!();
      for (const pointer of pointers) f.set(pointer, i32.add(pointer, bytes));
    });
  };
  const vectors = i32.shr_u(elements, 2);
  if (unroll > 1) {
    turns(i32.div_u(vectors, unroll), unroll, fourLanes, 16 * unroll);
    turns(i32.rem_u(vectors, unroll), 1, fourLanes, 16);
  } else turns(vectors, 1, fourLanes, 16);
  turns(i32.and(elements, 3), 1, oneLane, 4);
}

type Write = () => void;
type LanesOf = (f: FunctionBuilder, slot: number, write: (how: Write) => void) => Lanes;

const fourLanes: LanesOf = (f, slot, write) => ({
  slot,
  load: (pointer) => v128.load(pointer, 16 * slot, 4),
  store: (pointer, value) => {
    const four = f.let(value);
    write(() => f.store(pointer, four, 16 * slot, 4));
  },
  only: (value) => value,
});

const oneLane: LanesOf = (f, slot, write) => ({
  slot,
  load: (pointer) => v128.load32_splat(pointer),
  store: (pointer, value) => {
    const one = f.let(value);
    write(() => f.store32_lane(pointer, one, 0));
  },
  only: (value) => v128.and(value, firstLane),
});
