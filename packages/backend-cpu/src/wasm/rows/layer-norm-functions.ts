import { f32, f32x4, i32, madd, type ModuleBuilder } from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { addresses, eachRow } from './each-row.ts';
import { sumRow, sumRowOfPairs } from './fold.ts';

/** Functions of rows that lie one after the other; positions count elements. */
export interface LayerNormKernels {
  layerNorm(
    rows: number,
    size: number,
    x: number,
    weight: number,
    bias: number,
    y: number,
    means: number,
    scales: number,
    eps: number,
  ): void;
  /** Writes the gradient of x and adds to those of weight and bias. */
  layerNormGradient(
    rows: number,
    size: number,
    x: number,
    weight: number,
    means: number,
    scales: number,
    g: number,
    xGradient: number,
    weightGradient: number,
    biasGradient: number,
  ): void;
  /** Moves numbers to totals: total += part, part = 0. */
  flush(size: number, part: number, total: number): void;
}

export function defineLayerNorm(module: ModuleBuilder): void {
  defineForward(module);
  defineBackward(module);
  defineFlush(module);
}

/** y = (x - mean) s · weight + bias with s = 1 / √(mean (x - mean)² + eps). */
function defineForward(module: ModuleBuilder): void {
  const parameters = {
    rows: 'i32',
    size: 'i32',
    x: 'i32',
    weight: 'i32',
    bias: 'i32',
    y: 'i32',
    means: 'i32',
    scales: 'i32',
    eps: 'f32',
  } as const;
  module.function('layerNorm', { parameters }, (f, { rows, size, eps, ...positions }) => {
    const { x, weight, bias, y, means, scales } = addresses(f, positions);
    const count = f.let(f32.convert_i32_s(size));
    eachRow(f, rows, size, [x, y], () => {
      const mean = f.let(
        f32.div(
          sumRow(f, size, [x], (lanes, [at]) => lanes.load(at!)),
          count,
        ),
      );
      const centre = f.let(f32x4.splat(mean));
      const squares = sumRow(f, size, [x], (lanes, [at]) => {
        const centred = f.let(f32x4.sub(lanes.load(at!), centre));
        return f32x4.mul(centred, centred);
      });
      const scale = f.let(f32.div(1, f32.sqrt(f32.add(f32.div(squares, count), eps))));
      const scaling = f.let(f32x4.splat(scale));
      const [from, ofWeight, ofBias, to] = [f.let(x), f.let(weight), f.let(bias), f.let(y)];
      eachVector(f, size, [from, ofWeight, ofBias, to], (lanes) => {
        const normal = f32x4.mul(f32x4.sub(lanes.load(from), centre), scaling);
        lanes.store(to, madd(normal, lanes.load(ofWeight), lanes.load(ofBias)));
      });
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
    rows: 'i32',
    size: 'i32',
    x: 'i32',
    weight: 'i32',
    means: 'i32',
    scales: 'i32',
    g: 'i32',
    xGradient: 'i32',
    weightGradient: 'i32',
    biasGradient: 'i32',
  } as const;
  module.function('layerNormGradient', { parameters }, (f, { rows, size, ...positions }) => {
    const at = addresses(f, positions);
    const { x, weight, means, scales, g, xGradient, weightGradient, biasGradient } = at;
    const count = f.let(f32.convert_i32_s(size));
    eachRow(f, rows, size, [x, g, xGradient], () => {
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
      const [ofX, ofG, ofW, to] = [f.let(x), f.let(g), f.let(weight), f.let(xGradient)];
      eachVector(f, size, [ofX, ofG, ofW, to], (lanes) => {
        const normal = f32x4.mul(f32x4.sub(lanes.load(ofX), mean), scale);
        const weighted = f32x4.mul(lanes.load(ofG), lanes.load(ofW));
        const centred = f32x4.sub(f32x4.sub(weighted, meanPlain), f32x4.mul(normal, meanAlong));
        lanes.store(to, f32x4.mul(centred, scale));
      });
      for (const pointer of [means, scales]) f.set(pointer, i32.add(pointer, 4));
    });
  });
}

function defineFlush(module: ModuleBuilder): void {
  const parameters = { size: 'i32', part: 'i32', total: 'i32' } as const;
  module.function('flush', { parameters }, (f, { size, ...positions }) => {
    const { part, total } = addresses(f, positions);
    eachVector(f, size, [part, total], (lanes) => {
      lanes.store(total, f32x4.add(lanes.load(total), lanes.load(part)));
      lanes.store(part, f32x4.splat(0));
    });
  });
}
