import { f32x4, i32, type ModuleBuilder } from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { at, bytes, digit } from './address.ts';
import { readGeometry } from './geometry.ts';
import type { TransposeRows } from './transpose-rows.ts';

const parameters = {
  thread: 'i32',
  geometry: 'i32',
  /** Range of items. */
  begin: 'i32',
  end: 'i32',
  from: 'i32',
  to: 'i32',
} as const;

/** Kernels that bring numbers into the order in which others want them. */
export function defineLayouts(module: ModuleBuilder, transposeRows: TransposeRows): void {
  /** x `[N, C, D, H, W]` with zeros around it and the channels of a place side by side. Items: lines of padded images. */
  module.function('spread', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const border = f.let(bytes(i32.mul(g.paddingW, g.C)));
    const width = i32.mul(g.W, g.C);
    const to = f.let(at(p.to, i32.mul(p.begin, g.line)));
    f.for(p.begin, p.end, 1, (item) => {
      const index = f.let(item);
      const h = f.let(i32.sub(digit(f, index, g.paddedH), g.paddingH));
      const d = f.let(i32.sub(digit(f, index, g.paddedD), g.paddingD));
      f.if(
        i32.and(i32.lt_u(d, g.D), i32.lt_u(h, g.H)),
        () => {
          const above = i32.mul(i32.add(i32.mul(d, g.H), h), g.W);
          const inside = f.let(i32.add(to, border));
          f.fill(to, 0, border);
          f.call(transposeRows, {
            source: at(p.from, i32.add(i32.mul(i32.mul(index, g.C), g.volume), above)),
            sourceRow: bytes(g.volume),
            rows: g.C,
            columns: g.W,
            target: inside,
            targetRow: bytes(g.C),
          });
          f.fill(at(inside, width), 0, border);
        },
        () => f.fill(to, 0, bytes(g.line)),
      );
      f.set(to, at(to, g.line));
    });
  });

  /** weight `[O, C / groups, kernel]` as `[O, kernel, C / groups]`. Items: channels of the output. */
  module.function('orderWeight', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    f.for(p.begin, p.end, 1, (output) => {
      const first = f.let(i32.mul(output, g.depth));
      f.call(transposeRows, {
        source: at(p.from, first),
        sourceRow: bytes(g.taps),
        rows: g.inputs,
        columns: g.taps,
        target: at(p.to, first),
        targetRow: bytes(g.inputs),
      });
    });
  });

  /** The sum of the parts `[parts, O, kernel, C / groups]`, as `[O, C / groups, kernel]`. Items: channels of the output. */
  module.function('joinParts', { parameters }, (f, p) => {
    const g = readGeometry(f, p.geometry);
    const part = f.let(i32.mul(g.O, g.depth));
    f.for(p.begin, p.end, 1, (output) => {
      const first = f.let(i32.mul(output, g.depth));
      const sum = f.let(at(p.from, first));
      f.for(1, g.parts, 1, (number) => {
        const to = f.let(sum);
        const from = f.let(at(sum, i32.mul(number, part)));
        eachVector(f, g.depth, [to, from], (lanes) =>
          lanes.store(to, f32x4.add(lanes.load(to), lanes.load(from))),
        );
      });
      f.call(transposeRows, {
        source: sum,
        sourceRow: bytes(g.inputs),
        rows: g.taps,
        columns: g.inputs,
        target: at(p.to, first),
        targetRow: bytes(g.taps),
      });
    });
  });
}
