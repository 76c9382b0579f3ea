import {
  f32x4,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import type { Define } from '../kernel-module.ts';
import { normals, uniforms, upperBits } from './distributions.ts';
import type { Four } from './philox.ts';
import { eachNumber, streamParameters } from './stream.ts';

type Stream = [
  thread: number,
  count: number,
  seedLow: number,
  seedHigh: number,
  blockLow: number,
  blockHigh: number,
];
type Draw = (...stream: [...Stream, to: number]) => void;

/** The functions of the modules, as JavaScript calls them: positions in elements; words of seed and block signed or unsigned. */
export interface RandomKernels {
  readonly uniform: Draw;
  readonly normal: Draw;
  /** Keeps an element, times `scale`, where the upper 24 bits of its number are at least `threshold`. */
  dropout(
    ...parameters: [...Stream, from: number, to: number, threshold: number, scale: number]
  ): void;
}

type Convert = (f: FunctionBuilder, words: Four<Local<'v128'>>) => Four<Local<'v128'>>;

function defineDraw(module: ModuleBuilder, name: string, convert: Convert): void {
  module.function(name, { parameters: { ...streamParameters, to: 'i32' } }, (f, p) => {
    const to = f.let(i32.shl(p.to, 2));
    eachNumber(f, p, {
      pointers: [to],
      convert: (words) => convert(f, words),
      write: (numbers, offset, lane) => {
        if (lane === undefined) f.store(to, numbers, offset, 4);
        else f.store32_lane(to, numbers, lane, offset);
      },
    });
  });
}

function defineDropout(module: ModuleBuilder): void {
  const own = { from: 'i32', to: 'i32', threshold: 'i32', scale: 'f32' } as const;
  module.function('dropout', { parameters: { ...streamParameters, ...own } }, (f, p) => {
    const [from, to] = [f.let(i32.shl(p.from, 2)), f.let(i32.shl(p.to, 2))];
    const threshold = f.let(i32x4.splat(p.threshold));
    const scale = f.let(f32x4.splat(p.scale));
    eachNumber(f, p, {
      pointers: [from, to],
      convert: (words) => words,
      write: (words, offset, lane) => {
        const kept = i32x4.ge_s(upperBits(words), threshold);
        const load = lane === undefined ? v128.load : v128.load32_splat;
        const result = v128.and(kept, f32x4.mul(load(from, offset, 4), scale));
        if (lane === undefined) f.store(to, result, offset, 4);
        else f.store32_lane(to, result, lane, offset);
      },
    });
  });
}

/** A module for each function, so that none is written before it is wanted. */
export const randomModules: Readonly<Record<keyof RandomKernels, Define>> = {
  uniform: (module) => defineDraw(module, 'uniform', uniforms),
  normal: (module) => defineDraw(module, 'normal', normals),
  dropout: defineDropout,
};
