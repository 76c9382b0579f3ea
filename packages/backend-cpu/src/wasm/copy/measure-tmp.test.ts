import { it } from 'vitest';
import type { Operand } from '@rondo/tensor';
import { LinearMemory } from '../../linear-memory.ts';
import { createAdam } from '../adam/index.ts';
import { createGather } from '../gather/index.ts';
import { createRandom } from '../random/index.ts';
import { createCopy } from './index.ts';

const memory = new LinearMemory();
const { copy, fill } = createCopy(memory);
const { gather, scatterAdd } = createGather(memory);
const { random, dropout } = createRandom(memory);
const adam = createAdam(memory);

function make(shape: number[], dtype: Operand['dtype'] = 'float32', strides?: number[]): Operand {
  const size = shape.reduce((a, b) => a * b, 1);
  const own: number[] = [];
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) { own[i] = step; step *= shape[i]!; }
  const buffer = memory.allocate(4 * size);
  memory.f32.fill(0.5, buffer.pointer / 4, buffer.pointer / 4 + size);
  return { buffer, dtype, shape, strides: strides ?? own, offset: 0 };
}
const lines: string[] = [];
function time(name: string, run: () => void, bytes: number, elements = 0) {
  if (!/uniform|dropout|normal|adam|64MB/.test(name)) return;
  for (let i = 0; i < 5; i++) run();
  const times: number[] = [];
  const until = performance.now() + 600;
  while (performance.now() < until) {
    const t = performance.now();
    run();
    times.push(performance.now() - t);
  }
  times.sort((a, b) => a - b);
  const ms = times[times.length >> 1]!;
  lines.push(`${name}: ${ms.toFixed(4)} ms (best ${times[0]!.toFixed(4)}), ${(bytes / ms / 1e6).toFixed(1)} GB/s` + (elements ? `, ${(elements / ms / 1e6).toFixed(2)} Gelem/s` : ''));
}

it('measures', () => {
  const big = make([16 * 2 ** 20]), big2 = make([16 * 2 ** 20]);
  time('memory.copy 64MB', () => void copy(big, big2), 128 * 2 ** 20);
  const small = make([1024, 1024]), small2 = make([1024, 1024]);
  time('copy 4MB', () => void copy(small, small2), 8 * 2 ** 20);
  const t: Operand = { ...small, strides: [1, 1024] };
  time('transpose 1024', () => void copy(t, small2), 8 * 2 ** 20);
  const o = make([1000, 1000]), o2 = make([1000, 1000]);
  time('transpose 1000', () => void copy({ ...o, strides: [1, 1000] }, o2), 8e6);
  const heads = make([64, 8, 50, 32]);
  time('permute heads [64,50,8,32]', () => void copy({ ...small, shape: [64, 8, 50, 32], strides: [50 * 256, 32, 256, 1] }, heads), 8 * 64 * 50 * 256);
  time('permute heads T [64,8,32,50]', () => void copy({ ...small, shape: [64, 8, 32, 50], strides: [50 * 256, 32, 1, 256] }, { ...heads, shape: [64, 8, 32, 50], strides: [8 * 1600, 1600, 50, 1] }), 8 * 64 * 50 * 256);
  time('broadcast rows [1024,1024]', () => void copy({ ...small, strides: [0, 1] }, small2), 4 * 2 ** 20);
  time('broadcast columns', () => void copy({ ...small, strides: [1, 0] }, small2), 4 * 2 ** 20);
  time('flip rows inner', () => void copy({ ...small, strides: [1024, -1], offset: 1023 }, small2), 8 * 2 ** 20);
  time('fill 4MB 0', () => void fill(small2, 0), 4 * 2 ** 20);
  time('fill 4MB 1', () => void fill(small2, 1), 4 * 2 ** 20);
  for (const n of [16, 32, 64, 128, 256, 512, 1024]) {
    const shape = [2 ** 18 / n, n];
    time(`window rows of ${n}`, () => void copy({ ...small, shape, strides: [n + 16, 1] }, { ...small2, shape, strides: [n, 1] }), 8 * 2 ** 18);
  }
  const tiny = make([4, 4]), tiny2 = make([4, 4]);
  time('copy 4x4 x1000', () => { for (let i = 0; i < 1000; i++) copy(tiny, tiny2); }, 0);
  time('fill 4x4 x1000', () => { for (let i = 0; i < 1000; i++) fill(tiny2, 1); }, 0);
  time('transpose 4x4 x1000', () => { for (let i = 0; i < 1000; i++) copy({ ...tiny, strides: [1, 4] }, tiny2); }, 0);

  const weight = make([8000, 256]), out = make([2048, 256]);
  const ids = make([2048], 'int32');
  for (let i = 0; i < 2048; i++) memory.i32[(ids.buffer as any).pointer / 4 + i] = (i * 2654435761 >>> 7) % 8000;
  const indices: Operand = { ...ids, shape: [2048, 256], strides: [1, 0] };
  time('embedding fwd', () => void gather(weight, 0, indices, out), 2 * 4 * 2048 * 256);
  time('embedding gradient (add only)', () => void scatterAdd(out, 0, indices, weight), 3 * 4 * 2048 * 256);
  time('embedding gradient with zeros', () => { fill(weight, 0); scatterAdd(out, 0, indices, weight); }, 4 * 8000 * 256 + 3 * 4 * 2048 * 256);
  for (const d of [64, 128, 512]) {
    const n = 2048 * 256 / d;
    const w = make([8000, d]);
    const idx: Operand = { ...ids, shape: [n < 2048 ? n : 2048, d], strides: [1, 0] };
    time(`embedding fwd D=${d}`, () => void gather(w, 0, idx, { ...out, shape: idx.shape as number[], strides: [d, 1] }), 2 * 4 * idx.shape[0]! * d);
  }
  const perm = make([2048, 256], 'int32');
  for (let i = 0; i < 2048 * 256; i++) memory.i32[(perm.buffer as any).pointer / 4 + i] = (i * 7) % 256;
  time('gather last axis', () => void gather(out, 1, perm, { ...small2, shape: [2048, 256], strides: [256, 1] }), 12 * 2048 * 256, 2048 * 256);

  const n = 5e6;
  const [p, g, m, v] = [make([n]), make([n]), make([n]), make([n])];
  const step = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01, decoupled: true, correction1: 0.5, correction2: 0.2 };
  time('adam 5M', () => void adam(p, g, m, v, step), 28 * n, n);
  const s = make([2 ** 20]), s2 = make([2 ** 20]);
  time('dropout 1M', () => dropout.forward([s], [s2], { p: 0.3, seed: 1, block: 5 }), 8 * 2 ** 20, 2 ** 20);
  time('uniform 1M', () => void random('uniform', { seed: 1, block: 5 }, s2), 4 * 2 ** 20, 2 ** 20);
  time('normal 1M', () => void random('normal', { seed: 1, block: 5 }, s2), 4 * 2 ** 20, 2 ** 20);
  console.log(lines.join('\n'));
}, 120000);
