import { type Expr, f32, type FunctionBuilder, i32, type Local } from '../assembler/index.ts';
import { entry, type GeometryLocals } from './geometry.ts';

/** One window: what walks its places, and what its sum is divided by. */
export interface WindowWalk {
  /** The address of its first place. */
  readonly first: Local<'i32'>;
  /** Runs `body` at the address of each place, row-major, between what comes before and after a row of places. */
  readonly each: (
    body: (at: Local<'i32'>) => void,
    line?: { readonly before: () => void; readonly after: () => void },
  ) => void;
  readonly divisor: Expr<'f32'>;
}

/** Goes through the windows of a volume at address `volume`, row-major. */
export function eachWindow(
  f: FunctionBuilder,
  g: GeometryLocals,
  volume: Local<'i32'>,
  visit: (window: WindowWalk) => void,
): void {
  const [rowBytes, stepBytes] = [f.let(i32.shl(g.W, 2)), f.let(i32.shl(g.stepW, 2))];
  const boundsOf = (at: Local<'i32'>): [Local<'i32'>, Local<'i32'>] => [
    f.let(i32.load(at, entry.first)),
    f.let(i32.load(at, entry.end)),
  ];
  eachEntry(f, g.tableD, g.outD, (d) => {
    const [firstD, endD] = boundsOf(d);
    eachEntry(f, g.tableH, g.outH, (h) => {
      const [firstH, endH] = boundsOf(h);
      const divisor = f.let(f32.mul(f32.load(d, entry.divisor), f32.load(h, entry.divisor)));
      const rowOf = (i: Expr<'i32'>, j: Expr<'i32'>): Expr<'i32'> =>
        i32.add(volume, i32.mul(i32.add(i32.mul(i, g.H), j), rowBytes));
      const firstRow = f.let(rowOf(firstD, firstH));
      eachEntry(f, g.tableW, g.outW, (w) => {
        const [firstW, endW] = boundsOf(w).map((bound) => f.let(i32.shl(bound, 2))) as [
          Local<'i32'>,
          Local<'i32'>,
        ];
        visit({
          first: f.let(i32.add(firstRow, firstW)),
          divisor: f32.mul(divisor, f32.load(w, entry.divisor)),
          each: (body, line) =>
            f.for(firstD, endD, g.stepD, (i) =>
              f.for(firstH, endH, g.stepH, (j) => {
                const row = f.let(rowOf(i, j));
                const at = f.let(i32.add(row, firstW));
                const end = f.let(i32.add(row, endW));
                line?.before();
                f.while(i32.lt_u(at, end), () => {
                  body(at);
                  f.set(at, i32.add(at, stepBytes));
                });
                line?.after();
              }),
            ),
        });
      });
    });
  });
}

function eachEntry(
  f: FunctionBuilder,
  table: Local<'i32'>,
  count: Local<'i32'>,
  body: (at: Local<'i32'>) => void,
): void {
  const at = f.let(table);
  f.repeat(count, () => {
    body(at);
    f.set(at, i32.add(at, entry.bytes));
  });
}
