import type { Engine } from '../../engine.ts';
import {
  f32x4,
  type FunctionBuilder,
  i32,
  type ModuleBuilder,
  type ParameterLocals,
  v128,
} from '../assembler/index.ts';
import { defineGemm } from '../gemm/define-gemm.ts';
import { eachVector } from '../vector/each-vector.ts';
import { sumOfLanes } from '../vector/horizontal.ts';
import { at, block, bytes, digit } from './address.ts';
import { type GeometryLocals, readGeometry } from './geometry.ts';
import { defineLayouts } from './layouts.ts';
import { defineTransposeRows } from './transpose-rows.ts';
import { defineFold, defineUnfold, rowBytes } from './unfold.ts';

const parameters = {
  thread: 'i32',
  geometry: 'i32',
  /** Range of items. */
  begin: 'i32',
  end: 'i32',
  x: 'i32',
  /** `[O, kernel, C / groups]`. */
  weight: 'i32',
  /** The bias of the forward pass; 0 where there is none. */
  bias: 'i32',
  y: 'i32',
  scratch: 'i32',
  scratchStep: 'i32',
  /** Bytes of the two first parts of the working space, the unfolded numbers and what is made of them. */
  unfolded: 'i32',
  made: 'i32',
} as const;

type Locals = ParameterLocals<typeof parameters>;
type Kernel = (...parameters: number[]) => void;

/** (thread, geometry, begin, end, x, weight, bias, y, scratch, scratch step, unfolded, made): addresses and bytes. */
export interface ConvolutionKernels {
  readonly forward: Kernel;
  readonly forwardPointwise: Kernel;
  readonly inputGradient: Kernel;
  readonly inputGradientPointwise: Kernel;
  readonly weightGradient: Kernel;
  readonly biasGradient: Kernel;
  /** (thread, geometry, begin, end, from, to). */
  readonly spread: Kernel;
  readonly orderWeight: Kernel;
  readonly joinParts: Kernel;
}

/** Addresses of a thread's working space. */
function spaces(f: FunctionBuilder, p: Locals) {
  const rows = f.let(i32.add(p.scratch, i32.mul(p.thread, p.scratchStep)));
  const made = f.let(i32.add(rows, p.unfolded));
  return { rows, made, scratch: f.let(i32.add(made, p.made)) };
}

/** Runs `body` for each item of images x groups x blocks of places. */
function eachBlock(
  f: FunctionBuilder,
  p: Locals,
  g: GeometryLocals,
  body: (at: {
    readonly image: ReturnType<typeof digit>;
    readonly group: ReturnType<typeof digit>;
    readonly first: ReturnType<typeof digit>;
    readonly count: ReturnType<typeof digit>;
  }) => void,
): void {
  f.for(p.begin, p.end, 1, (item) => {
    const image = f.let(item);
    const [first, count] = block(f, digit(f, image, g.blocks), g.places, g.placesTogether);
    const group = digit(f, image, g.groups);
    body({ image, group, first, count });
  });
}

/**
 * Convolutions as matrix products with the unfolded input (Chellapilla, Puri & Simard 2006), of which only a block of places exists at
 * a time, in the cache. Where the channels of a place lie side by side, what the kernel meets is a few long runs. Items of work are cut
 * at fixed places.
 */
export function defineConvolution(module: ModuleBuilder, engine: Engine): void {
  const transposeRows = defineTransposeRows(module);
  const unfold = defineUnfold(module);
  const fold = defineFold(module);
  const gemm = defineGemm(module, engine);
  defineLayouts(module, transposeRows);

  /** Items: images x groups x blocks of places. x is spread. */
  module.function('forward', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const { rows, made, scratch } = spaces(f, p);
    eachBlock(f, p, g, ({ image, group, first, count }) => {
      const output = f.let(i32.mul(group, g.outputs));
      const place = i32.add(i32.mul(i32.add(i32.mul(image, g.O), output), g.places), first);
      f.call(unfold, {
        geometry: p.geometry,
        x: at(p.x, i32.add(i32.mul(image, g.image), i32.mul(group, g.inputs))),
        begin: first,
        count,
        rows,
      });
      f.call(gemm.multiply, {
        rows: count,
        columns: g.outputs,
        depth: g.depth,
        a: rows,
        aRow: rowBytes(g.depth),
        aColumn: 4,
        b: at(p.weight, i32.mul(output, g.depth)),
        bRow: 4,
        bColumn: bytes(g.depth),
        initial: i32.select(at(p.bias, output), 0, p.bias),
        initialRow: 0,
        c: made,
        cRow: bytes(g.outputs),
        scratch,
      });
      f.call(transposeRows, {
        source: made,
        sourceRow: bytes(g.outputs),
        rows: count,
        columns: g.outputs,
        target: at(p.y, place),
        targetRow: bytes(g.places),
      });
    });
  });

  /** Items: images x groups x blocks of places. */
  module.function('forwardPointwise', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const { scratch } = spaces(f, p);
    eachBlock(f, p, g, ({ image, group, first, count }) => {
      const output = f.let(i32.mul(group, g.outputs));
      const input = i32.add(i32.mul(image, g.C), i32.mul(group, g.inputs));
      const row = f.let(bytes(g.places));
      const y = f.let(
        at(p.y, i32.add(i32.mul(i32.add(i32.mul(image, g.O), output), g.places), first)),
      );
      f.if(p.bias, () => {
        const [to, bias] = [f.let(y), f.let(at(p.bias, output))];
        f.repeat(g.outputs, () => {
          const value = f.let(v128.load32_splat(bias));
          const pointer = f.let(to);
          eachVector(f, count, [pointer], (lanes) => lanes.store(pointer, value));
          f.set(bias, i32.add(bias, 4));
          f.set(to, i32.add(to, row));
        });
      });
      f.call(gemm.multiply, {
        rows: g.outputs,
        columns: count,
        depth: g.inputs,
        a: at(p.weight, i32.mul(output, g.inputs)),
        aRow: bytes(g.inputs),
        aColumn: 4,
        b: at(p.x, i32.add(i32.mul(input, g.places), first)),
        bRow: row,
        bColumn: 4,
        initial: i32.select(y, 0, p.bias),
        initialRow: row,
        c: y,
        cRow: row,
        scratch,
      });
    });
  });

  /** Items: images. The gradient of y is in `y`, that of x goes to `x`. */
  module.function('inputGradient', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const { rows, made, scratch } = spaces(f, p);
    f.for(p.begin, p.end, 1, (image) => {
      f.fill(made, 0, bytes(g.image));
      f.for(0, g.groups, 1, (group) => {
        const output = f.let(i32.mul(group, g.outputs));
        const y = f.let(at(p.y, i32.mul(i32.add(i32.mul(image, g.O), output), g.places)));
        f.for(0, g.blocks, 1, (number) => {
          const [first, count] = block(f, number, g.places, g.placesTogether);
          f.call(gemm.multiply, {
            rows: count,
            columns: g.depth,
            depth: g.outputs,
            a: at(y, first),
            aRow: 4,
            aColumn: bytes(g.places),
            b: at(p.weight, i32.mul(output, g.depth)),
            bRow: bytes(g.depth),
            bColumn: 4,
            initial: 0,
            initialRow: 0,
            c: rows,
            cRow: rowBytes(g.depth),
            scratch,
          });
          f.call(fold, {
            geometry: p.geometry,
            x: at(made, i32.mul(group, g.inputs)),
            begin: first,
            count,
            rows,
          });
        });
      });
      const x = f.let(at(p.x, i32.mul(i32.mul(image, g.C), g.volume)));
      f.for(0, g.D, 1, (d) =>
        f.for(0, g.H, 1, (h) => {
          const plane = i32.mul(i32.add(d, g.paddingD), g.plane);
          const line = i32.mul(i32.add(h, g.paddingH), g.line);
          f.call(transposeRows, {
            source: at(made, i32.add(i32.add(plane, line), i32.mul(g.paddingW, g.C))),
            sourceRow: bytes(g.C),
            rows: g.W,
            columns: g.C,
            target: x,
            targetRow: bytes(g.volume),
          });
          f.set(x, at(x, g.W));
        }),
      );
    });
  });

  /** Items: images x groups x blocks of places. The gradient of y is in `y`, that of x goes to `x`. */
  module.function('inputGradientPointwise', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const { scratch } = spaces(f, p);
    eachBlock(f, p, g, ({ image, group, first, count }) => {
      const output = f.let(i32.mul(group, g.outputs));
      const input = i32.add(i32.mul(image, g.C), i32.mul(group, g.inputs));
      const row = f.let(bytes(g.places));
      f.call(gemm.multiply, {
        rows: g.inputs,
        columns: count,
        depth: g.outputs,
        a: at(p.weight, i32.mul(output, g.inputs)),
        aRow: 4,
        aColumn: bytes(g.inputs),
        b: at(p.y, i32.add(i32.mul(i32.add(i32.mul(image, g.O), output), g.places), first)),
        bRow: row,
        bColumn: 4,
        initial: 0,
        initialRow: 0,
        c: at(p.x, i32.add(i32.mul(input, g.places), first)),
        cRow: row,
        scratch,
      });
    });
  });

  /**
   * Items: parts x groups x blocks of channels of the output. The gradient of y is in `y`, parts of that of the weight go to `weight`,
   * `[parts, O, kernel, C / groups]`. x is spread unless it is met place by place.
   */
  module.function('weightGradient', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const { rows, scratch } = spaces(f, p);
    const outputBlocks = i32.div_u(
      i32.add(g.outputs, i32.sub(g.outputsTogether, 1)),
      g.outputsTogether,
    );
    const blocks = f.let(i32.mul(g.N, g.blocks));
    f.for(p.begin, p.end, 1, (item) => {
      const part = f.let(item);
      const [own, outputs] = block(f, digit(f, part, outputBlocks), g.outputs, g.outputsTogether);
      const group = digit(f, part, g.groups);
      const output = f.let(i32.add(i32.mul(group, g.outputs), own));
      const input = f.let(i32.mul(group, g.inputs));
      const weight = f.let(at(p.weight, i32.mul(i32.add(i32.mul(part, g.O), output), g.depth)));
      f.fill(weight, 0, bytes(i32.mul(outputs, g.depth)));
      const cut = (number: ReturnType<typeof i32.add>) =>
        i32.div_u(i32.mul(blocks, number), g.parts);
      f.for(cut(part), cut(i32.add(part, 1)), 1, (number) => {
        const image = f.let(number);
        const [first, count] = block(f, digit(f, image, g.blocks), g.places, g.placesTogether);
        const b = f.let(rows);
        const [bRow, bColumn] = [f.let(rowBytes(g.depth)), f.let(i32.const(4))];
        f.if(
          g.isPointwise,
          () => {
            const channel = i32.add(i32.mul(image, g.C), input);
            f.set(b, at(p.x, i32.add(i32.mul(channel, g.places), first)));
            f.set(bRow, 4);
            f.set(bColumn, bytes(g.places));
          },
          () =>
            f.call(unfold, {
              geometry: p.geometry,
              x: at(p.x, i32.add(i32.mul(image, g.image), input)),
              begin: first,
              count,
              rows,
            }),
        );
        f.call(gemm.multiply, {
          rows: outputs,
          columns: g.depth,
          depth: count,
          a: at(p.y, i32.add(i32.mul(i32.add(i32.mul(image, g.O), output), g.places), first)),
          aRow: bytes(g.places),
          aColumn: 4,
          b,
          bRow,
          bColumn,
          initial: weight,
          initialRow: bytes(g.depth),
          c: weight,
          cRow: bytes(g.depth),
          scratch,
        });
      });
    });
  });

  /** Items: channels of the output. The gradient of y is in `y`, that of the bias goes to `bias`. */
  module.function('biasGradient', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    f.for(p.begin, p.end, 1, (channel) => {
      const sum = f.let(f32x4.splat(0));
      f.for(0, g.N, 1, (image) => {
        const from = f.let(at(p.y, i32.mul(i32.add(i32.mul(image, g.O), channel), g.places)));
        // The sum of an image is formed alone, so that long sums lose fewer digits.
        const part = f.let(f32x4.splat(0));
        eachVector(f, g.places, [from], (lanes) =>
          f.set(part, f32x4.add(part, lanes.only(lanes.load(from)))),
        );
        f.set(sum, f32x4.add(sum, part));
      });
      f.store(at(p.bias, channel), sumOfLanes(f, sum));
    });
  });
}
