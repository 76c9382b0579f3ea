import { f32, f32x4, i32, type ModuleBuilder } from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { expBelow, log } from '../vector/math.ts';
import { addresses, eachRow } from './each-row.ts';
import { sumRow } from './fold.ts';
import { rowExpSum, rowMax } from './softmax-functions.ts';

/** Positions count elements; `smoothing` is ε. */
export interface CrossEntropyKernels {
  /** Loss and log Σ e^x of each row. Sets `bad` where the target of a row is no class. */
  crossEntropy(
    thread: number,
    rows: number,
    classes: number,
    logits: number,
    targets: number,
    losses: number,
    logSums: number,
    ignoreIndex: number,
    smoothing: number,
    bad: number,
  ): void;
  crossEntropyGradient(
    thread: number,
    rows: number,
    classes: number,
    logits: number,
    targets: number,
    logSums: number,
    lossGradients: number,
    logitGradients: number,
    ignoreIndex: number,
    smoothing: number,
  ): void;
}

export function defineCrossEntropy(module: ModuleBuilder): void {
  defineForward(module);
  defineBackward(module);
}

/** l = (1 - ε) (log Σ e^(x - max) - (xₜ - max)) + ε (log Σ e^(x - max) - mean(x - max)). */
function defineForward(module: ModuleBuilder): void {
  const parameters = {
    thread: 'i32',
    rows: 'i32',
    classes: 'i32',
    logits: 'i32',
    targets: 'i32',
    losses: 'i32',
    logSums: 'i32',
    ignoreIndex: 'i32',
    smoothing: 'f32',
    bad: 'i32',
  } as const;
  module.function('crossEntropy', { parameters }, (f, p) => {
    const { rows, classes, ignoreIndex, smoothing } = p;
    const at = addresses(f, p, 'logits', 'targets', 'losses', 'logSums', 'bad');
    const { logits, targets, losses, logSums, bad } = at;
    eachRow(f, rows, classes, [logits], () => {
      const target = f.let(i32.load(targets));
      const loss = f.let(f32.const(0));
      const logSum = f.let(f32.const(0));
      f.if(i32.ne(target, ignoreIndex), () => {
        f.if(i32.ge_u(target, classes), () => {
          f.store(bad, i32.const(1));
          f.return();
        });
        const max = rowMax(f, classes, logits);
        const sum = rowExpSum(f, classes, logits, max);
        const shifted = f.let(f32x4.extract_lane(log(f, f32x4.splat(sum)), 0));
        const top = f.let(f32x4.extract_lane(max, 0));
        const own = f32.sub(f32.load(i32.add(logits, i32.shl(target, 2))), top);
        f.set(loss, f32.sub(shifted, own));
        f.if(f32.ne(smoothing, 0), () => {
          const others = sumRow(f, classes, [logits], (lanes, [x]) =>
            f32x4.sub(lanes.load(x!), max),
          );
          const ofAll = f32.sub(shifted, f32.div(others, f32.convert_i32_s(classes)));
          // At ε = 1 the target does not count, even where its surprise is infinite.
          f.if(f32.eq(smoothing, 1), () => f.set(loss, 0));
          const kept = f32.mul(f32.sub(1, smoothing), loss);
          f.set(loss, f32.add(kept, f32.mul(smoothing, ofAll)));
        });
        f.set(logSum, f32.add(shifted, top));
      });
      f.store(losses, loss);
      f.store(logSums, logSum);
      for (const pointer of [targets, losses, logSums]) f.set(pointer, i32.add(pointer, 4));
    });
  });
}

/** x' = g (p - (1 - ε) [c = t] - ε/C) with p = e^(x - log Σ e^x); 0 where the target is ignored. */
function defineBackward(module: ModuleBuilder): void {
  const parameters = {
    thread: 'i32',
    rows: 'i32',
    classes: 'i32',
    logits: 'i32',
    targets: 'i32',
    logSums: 'i32',
    lossGradients: 'i32',
    logitGradients: 'i32',
    ignoreIndex: 'i32',
    smoothing: 'f32',
  } as const;
  module.function('crossEntropyGradient', { parameters }, (f, p) => {
    const { rows, classes, ignoreIndex, smoothing } = p;
    const at = addresses(f, p, 'logits', 'targets', 'logSums', 'lossGradients', 'logitGradients');
    const { logits, targets, logSums, lossGradients, logitGradients } = at;
    const spread = f.let(f32x4.splat(f32.div(smoothing, f32.convert_i32_s(classes))));
    eachRow(f, rows, classes, [logits, logitGradients], () => {
      const target = f.let(i32.load(targets));
      f.if(
        i32.eq(target, ignoreIndex),
        () => f.fill(logitGradients, 0, i32.shl(classes, 2)),
        () => {
          const g = f.let(f32.load(lossGradients));
          const factor = f.let(f32x4.splat(g));
          const logSum = f.let(f32x4.splat(f32.load(logSums)));
          const [from, to] = [f.let(logits), f.let(logitGradients)];
          const step = 2;
          eachVector(
            f,
            classes,
            [from, to],
            (lanes) => {
              const probability = expBelow(f, f32x4.sub(lanes.load(from), logSum));
              lanes.store(to, f32x4.mul(f32x4.sub(probability, spread), factor));
            },
            step,
          );
          const own = f.let(i32.add(logitGradients, i32.shl(target, 2)));
          f.store(own, f32.sub(f32.load(own), f32.mul(f32.sub(1, smoothing), g)));
        },
      );
      for (const pointer of [targets, logSums, lossGradients]) f.set(pointer, i32.add(pointer, 4));
    });
  });
}
