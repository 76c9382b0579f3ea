import type { Engine } from '../../engine.ts';
import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { defineGemm } from '../gemm/define-gemm.ts';
import { eachVector } from '../vector/each-vector.ts';
import { sumOfLanes } from '../vector/horizontal.ts';
import { readGeometry } from './geometry.ts';
import { defineFold, defineUnfold } from './unfold.ts';

const parameters = {
  thread: 'i32',
  geometry: 'i32',
  /** Range of items. */
  begin: 'i32',
  end: 'i32',
  x: 'i32',
  weight: 'i32',
  /** The bias of the forward pass; 0 where there is none. */
  bias: 'i32',
  y: 'i32',
  scratch: 'i32',
  scratchStep: 'i32',
  /** Bytes of the unfolded numbers, the first part of the working space. */
  unfolded: 'i32',
} as const;

type Kernel = (...parameters: number[]) => void;

/** (thread, geometry, begin, end, x, weight, bias, y, scratch, scratch step, unfolded): addresses and bytes. */
export interface ConvolutionKernels {
  readonly forward: Kernel;
  readonly inputGradient: Kernel;
  readonly weightGradient: Kernel;
  readonly biasGradient: Kernel;
}

const bytes = (elements: Expr<'i32'>): Expr<'i32'> => i32.shl(elements, 2);
const at = (base: Expr<'i32'>, elements: Expr<'i32'>): Expr<'i32'> =>
  i32.add(base, bytes(elements));
const blocksOf = (size: Expr<'i32'>, together: Expr<'i32'>): Expr<'i32'> =>
  i32.div_u(i32.add(size, i32.sub(together, 1)), together);

/** The block number `index` of `size` items, `together` at a time: its first item and how many it has. */
function block(
  f: FunctionBuilder,
  index: Expr<'i32'>,
  size: Local<'i32'>,
  together: Local<'i32'>,
): readonly [first: Local<'i32'>, count: Local<'i32'>] {
  const first = f.let(i32.mul(index, together));
  const left = f.let(i32.sub(size, first));
  return [first, f.let(i32.select(left, together, i32.lt_s(left, together)))];
}

/** Takes `index` apart: its remainder by `size`, and itself divided. */
function digit(f: FunctionBuilder, index: Local<'i32'>, size: Expr<'i32'>): Local<'i32'> {
  const base = f.let(size);
  const value = f.let(i32.rem_u(index, base));
  f.set(index, i32.div_u(index, base));
  return value;
}

/**
 * Convolutions as matrix products with the unfolded input (Chellapilla, Puri & Simard 2006), of which only a block of places exists at
 * a time, in the cache. Items of work are cut at fixed places.
 */
export function defineConvolution(module: ModuleBuilder, engine: Engine): void {
  const unfold = defineUnfold(module);
  const fold = defineFold(module);
  const gemm = defineGemm(module, engine);

  /** Items: images x groups x blocks of places. */
  module.function('forward', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const rows = f.let(i32.add(p.scratch, i32.mul(p.thread, p.scratchStep)));
    const depth = f.let(i32.mul(g.inputs, g.taps));
    f.for(p.begin, p.end, 1, (item) => {
      const index = f.let(item);
      const [first, count] = block(
        f,
        digit(f, index, blocksOf(g.places, g.placesTogether)),
        g.places,
        g.placesTogether,
      );
      const group = digit(f, index, g.groups);
      const channel = i32.add(i32.mul(index, g.C), i32.mul(group, g.inputs));
      const output = f.let(i32.mul(group, g.outputs));
      f.call(unfold, {
        geometry: p.geometry,
        x: at(p.x, i32.mul(channel, g.volume)),
        channels: g.inputs,
        begin: first,
        count,
        rows,
      });
      const place = i32.add(i32.mul(i32.add(i32.mul(index, g.O), output), g.places), first);
      const y = f.let(at(p.y, place));
      f.if(p.bias, () => {
        const [to, bias] = [f.let(y), f.let(at(p.bias, output))];
        f.repeat(g.outputs, () => {
          const value = f.let(v128.load32_splat(bias));
          const pointer = f.let(to);
          eachVector(f, count, [pointer], (lanes) => lanes.store(pointer, value));
          f.set(bias, i32.add(bias, 4));
          f.set(to, at(to, g.places));
        });
      });
      f.call(gemm.multiply, {
        rows: g.outputs,
        columns: count,
        depth,
        a: at(p.weight, i32.mul(output, depth)),
        aRow: bytes(depth),
        aColumn: 4,
        b: rows,
        bRow: bytes(count),
        bColumn: 4,
        initial: i32.select(y, 0, p.bias),
        initialRow: bytes(g.places),
        c: y,
        cRow: bytes(g.places),
        scratch: i32.add(rows, p.unfolded),
      });
    });
  });

  /** Items: images x groups x blocks of channels of x. The gradient of y is in `y`, that of x goes to `x`. */
  module.function('inputGradient', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const rows = f.let(i32.add(p.scratch, i32.mul(p.thread, p.scratchStep)));
    const depth = f.let(i32.mul(g.inputs, g.taps));
    f.for(p.begin, p.end, 1, (item) => {
      const index = f.let(item);
      const [first, count] = block(
        f,
        digit(f, index, blocksOf(g.inputs, g.inputsTogether)),
        g.inputs,
        g.inputsTogether,
      );
      const group = digit(f, index, g.groups);
      const channel = i32.add(i32.add(i32.mul(index, g.C), i32.mul(group, g.inputs)), first);
      const x = f.let(at(p.x, i32.mul(channel, g.volume)));
      f.fill(x, 0, bytes(i32.mul(count, g.volume)));
      const output = f.let(i32.mul(group, g.outputs));
      const y = f.let(at(p.y, i32.mul(i32.add(i32.mul(index, g.O), output), g.places)));
      const weight = f.let(at(p.weight, i32.add(i32.mul(output, depth), i32.mul(first, g.taps))));
      f.for(0, g.places, g.placesTogether, (place) => {
        const left = f.let(i32.sub(g.places, place));
        const places = f.let(i32.select(left, g.placesTogether, i32.lt_s(left, g.placesTogether)));
        f.call(gemm.multiply, {
          rows: i32.mul(count, g.taps),
          columns: places,
          depth: g.outputs,
          a: weight,
          aRow: 4,
          aColumn: bytes(depth),
          b: at(y, place),
          bRow: bytes(g.places),
          bColumn: 4,
          initial: 0,
          initialRow: 0,
          c: rows,
          cRow: bytes(places),
          scratch: i32.add(rows, p.unfolded),
        });
        f.call(fold, {
          geometry: p.geometry,
          x,
          channels: count,
          begin: place,
          count: places,
          rows,
        });
      });
    });
  });

  /** Items: groups x blocks of channels of the output x blocks of channels of x. The gradient of y is in `y`, that of the weight goes to `weight`. */
  module.function('weightGradient', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const rows = f.let(i32.add(p.scratch, i32.mul(p.thread, p.scratchStep)));
    const depth = f.let(i32.mul(g.inputs, g.taps));
    f.for(p.begin, p.end, 1, (item) => {
      const index = f.let(item);
      const [firstInput, inputs] = block(
        f,
        digit(f, index, blocksOf(g.inputs, g.inputsTogether)),
        g.inputs,
        g.inputsTogether,
      );
      const [firstOutput, outputs] = block(
        f,
        digit(f, index, blocksOf(g.outputs, g.outputsTogether)),
        g.outputs,
        g.outputsTogether,
      );
      const output = f.let(i32.add(i32.mul(index, g.outputs), firstOutput));
      const input = f.let(i32.add(i32.mul(index, g.inputs), firstInput));
      const weight = f.let(
        at(p.weight, i32.add(i32.mul(output, depth), i32.mul(firstInput, g.taps))),
      );
      const columns = f.let(i32.mul(inputs, g.taps));
      const to = f.let(weight);
      f.repeat(outputs, () => {
        f.fill(to, 0, bytes(columns));
        f.set(to, at(to, depth));
      });
      f.for(0, g.N, 1, (image) =>
        f.for(0, g.places, g.placesTogether, (place) => {
          const left = f.let(i32.sub(g.places, place));
          const places = f.let(
            i32.select(left, g.placesTogether, i32.lt_s(left, g.placesTogether)),
          );
          f.call(unfold, {
            geometry: p.geometry,
            x: at(p.x, i32.mul(i32.add(i32.mul(image, g.C), input), g.volume)),
            channels: inputs,
            begin: place,
            count: places,
            rows,
          });
          f.call(gemm.multiply, {
            rows: outputs,
            columns,
            depth: places,
            a: at(p.y, i32.add(i32.mul(i32.add(i32.mul(image, g.O), output), g.places), place)),
            aRow: bytes(g.places),
            aColumn: 4,
            b: rows,
            bRow: 4,
            bColumn: bytes(places),
            initial: weight,
            initialRow: bytes(depth),
            c: weight,
            cRow: bytes(depth),
            scratch: i32.add(rows, p.unfolded),
          });
        }),
      );
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
