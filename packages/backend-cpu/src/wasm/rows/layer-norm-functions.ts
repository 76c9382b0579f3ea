import {
  type Expr,
  f32,
  f32x4,
  i32,
  type Local,
  madd,
  type ModuleBuilder,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { addresses, eachRow } from './each-row.ts';
import { sumRow, sumRowOfPairs } from './fold.ts';

type Forward = (
  thread: number,
  rows: number,
  size: number,
  x: number,
  residual: number,
  sum: number,
  weight: number,
  bias: number,
  y: number,
  means: number,
  scales: number,
  eps: number,
) => void;

/** Functions of rows that lie one after the other; positions count elements. */
export interface LayerNormKernels {
  readonly layerNorm: Forward;
  /** Of x + residual, which it writes to `sum`. */
  readonly addLayerNorm: Forward;
  /** Writes the gradient of x, plus `added` where that is not 0, and those of weight and bias. */
  layerNormGradient(
    thread: number,
    rows: number,
    size: number,
    x: number,
    weight: number,
    means: number,
    scales: number,
    g: number,
    added: number,
    xGradient: number,
    weightGradient: number,
    biasGradient: number,
  ): void;
  /** total = Σ of `count` parts, which lie `step` elements apart. */
  sumParts(
    thread: number,
    count: number,
    size: number,
    parts: number,
    step: number,
    total: number,
  ): void;
}

export function defineLayerNorm(module: ModuleBuilder): void {
  defineForward(module, 'layerNorm');
  defineForward(module, 'addLayerNorm');
  defineBackward(module);
  defineSumParts(module);
}

/** y = (x - mean) s · weight + bias with s = 1 / √(mean (x - mean)² + eps). */
function defineForward(module: ModuleBuilder, name: 'layerNorm' | 'addLayerNorm'): void {
  const parameters = {
    thread: 'i32',
    rows: 'i32',
    size: 'i32',
    x: 'i32',
    residual: 'i32',
    sum: 'i32',
    weight: 'i32',
    bias: 'i32',
    y: 'i32',
    means: 'i32',
    scales: 'i32',
    eps: 'f32',
  } as const;
  module.function(name, { parameters }, (f, p) => {
    const { rows, size, eps } = p;
    const { x, residual, sum: total } = addresses(f, p, 'x', 'residual', 'sum');
    const at = addresses(f, p, 'weight', 'bias', 'y', 'means', 'scales');
    const { weight, bias, y, means, scales } = at;
    const count = f.let(f32.convert_i32_s(size));
    const isSum = name === 'addLayerNorm';
    const row = isSum ? total : x;
    eachRow(f, rows, size, isSum ? [x, y, residual, total] : [x, y], () => {
      const sum = isSum
        ? sumRow(f, size, [x, residual, total], (lanes, [ofX, ofResidual, to]) => {
            const added = f.let(f32x4.add(lanes.load(ofX!), lanes.load(ofResidual!)));
            lanes.store(to!, added);
            return added;
          })
        : sumRow(f, size, [x], (lanes, [from]) => lanes.load(from!));
      const mean = f.let(f32.div(sum, count));
      const centre = f.let(f32x4.splat(mean));
      const squares = sumRow(f, size, [row], (lanes, [from]) => {
        const centred = f.let(f32x4.sub(lanes.load(from!), centre));
        return f32x4.mul(centred, centred);
      });
      const scale = f.let(f32.div(1, f32.sqrt(f32.add(f32.div(squares, count), eps))));
      const scaling = f.let(f32x4.splat(scale));
      const [from, ofWeight, ofBias, to] = [f.let(row), f.let(weight), f.let(bias), f.let(y)];
      eachVector(
        f,
        size,
        [from, ofWeight, ofBias, to],
        (lanes) => {
          const normal = f32x4.mul(f32x4.sub(lanes.load(from), centre), scaling);
          lanes.store(to, madd(normal, lanes.load(ofWeight), lanes.load(ofBias)));
        },
        4,
      );
      f.store(means, mean);
      f.store(scales, scale);
      for (const pointer of [means, scales]) f.set(pointer, i32.add(pointer, 4));
    });
  });
}

/**
 * With n = (x - mean) s and h = g · weight: x' = s (h - mean h - n mean(h n)), weight' = Σ g n and bias' = Σ g over rows.
 */
function defineBackward(module: ModuleBuilder): void {
  const parameters = {
    thread: 'i32',
    rows: 'i32',
    size: 'i32',
    x: 'i32',
    weight: 'i32',
    means: 'i32',
    scales: 'i32',
    g: 'i32',
    added: 'i32',
    xGradient: 'i32',
    weightGradient: 'i32',
    biasGradient: 'i32',
  } as const;
  module.function('layerNormGradient', { parameters }, (f, p) => {
    const { rows, size } = p;
    const { x, weight, means, scales, g } = addresses(f, p, 'x', 'weight', 'means', 'scales', 'g');
    const { added, xGradient, weightGradient, biasGradient } = addresses(
      f,
      p,
      'added',
      'xGradient',
      'weightGradient',
      'biasGradient',
    );
    const count = f.let(f32.convert_i32_s(size));
    for (const sums of [weightGradient, biasGradient]) f.fill(sums, 0, i32.shl(size, 2));

    /** Writes the gradient of a row of x. */
    const writeRow = (
      [mean, scale, meanPlain, meanAlong]: readonly Local<'v128'>[],
      plus: (gradient: Expr<'v128'>, more: Expr<'v128'>) => Expr<'v128'>,
    ): void => {
      const [ofX, ofG, ofW] = [f.let(x), f.let(g), f.let(weight)];
      const [more, to] = [f.let(added), f.let(xGradient)];
      eachVector(
        f,
        size,
        [ofX, ofG, ofW, more, to],
        (lanes) => {
          const normal = f32x4.mul(f32x4.sub(lanes.load(ofX), mean!), scale!);
          const weighted = f32x4.mul(lanes.load(ofG), lanes.load(ofW));
          const centred = f32x4.sub(f32x4.sub(weighted, meanPlain!), f32x4.mul(normal, meanAlong!));
          lanes.store(to, plus(f32x4.mul(centred, scale!), lanes.load(more)));
        },
        2,
      );
    };

    eachRow(f, rows, size, [x, g, added, xGradient], () => {
      const mean = f.let(f32x4.splat(f32.load(means)));
      const scale = f.let(f32x4.splat(f32.load(scales)));
      const ofRow = [x, g, weight, weightGradient, biasGradient];
      const [plain, along] = sumRowOfPairs(f, size, ofRow, (lanes, [ofX, ofG, ofW, toW, toB]) => {
        const own = f.let(lanes.load(ofG!));
        const normal = f.let(f32x4.mul(f32x4.sub(lanes.load(ofX!), mean), scale));
        lanes.store(toW!, madd(own, normal, lanes.load(toW!)));
        lanes.store(toB!, f32x4.add(lanes.load(toB!), own));
        const weighted = f.let(f32x4.mul(own, lanes.load(ofW!)));
        return [weighted, f32x4.mul(weighted, normal)];
      });
      const meanPlain = f.let(f32x4.splat(f32.div(plain, count)));
      const meanAlong = f.let(f32x4.splat(f32.div(along, count)));
      const ofThis = [mean, scale, meanPlain, meanAlong];
      f.if(p.xGradient, () =>
        f.if(
          p.added,
          () => writeRow(ofThis, f32x4.add),
          () => writeRow(ofThis, (gradient) => gradient),
        ),
      );
      for (const pointer of [means, scales]) f.set(pointer, i32.add(pointer, 4));
    });
  });
}

function defineSumParts(module: ModuleBuilder): void {
  const parameters = {
    thread: 'i32',
    count: 'i32',
    size: 'i32',
    parts: 'i32',
    step: 'i32',
    total: 'i32',
  } as const;
  module.function('sumParts', { parameters }, (f, p) => {
    const { parts, total } = addresses(f, p, 'parts', 'total');
    const step = f.let(i32.shl(p.step, 2));
    f.fill(total, 0, i32.shl(p.size, 2));
    f.repeat(p.count, () => {
      const [from, to] = [f.let(parts), f.let(total)];
      eachVector(
        f,
        p.size,
        [from, to],
        (lanes) => lanes.store(to, f32x4.add(lanes.load(to), lanes.load(from))),
        4,
      );
      f.set(parts, i32.add(parts, step));
    });
  });
}
