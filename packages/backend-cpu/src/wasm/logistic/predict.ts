import { f32x4, type FunctionBuilder, i32, i32x4, type Local, v128 } from '../assembler/index.ts';
import { sigmoid, softplus, sumOfLanes } from '../vector/math.ts';

interface Predictions {
  /** h·v before, η (y - σ(h·v)) after. */
  readonly numbers: Local<'i32'>;
  readonly labels: Local<'i32'>;
  readonly count: Local<'i32'>;
  readonly rate: Local<'f32'>;
}

/** What each prediction is changed by: Σ (log(1 + e^x) - y x), the losses. */
export function predict(
  f: FunctionBuilder,
  { numbers, labels, count, rate }: Predictions,
): Local<'f32'> {
  const [x, y] = [f.let(numbers), f.let(labels)];
  const eta = f.let(f32x4.splat(rate));
  const losses = f.let(f32x4.splat(0));
  const left = f.let(i32x4.splat(count));
  // Both lists have room for whole vectors; what lies behind the last number is not counted.
  const lane = f.let(v128.const([0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]));
  f.repeat(i32.shr_u(i32.add(count, 3), 2), () => {
    const isNumber = f.let(i32x4.gt_s(left, lane));
    const dot = f.let(v128.and(v128.load(x, 0, 4), isNumber));
    const label = f.let(v128.and(v128.load(y, 0, 4), isNumber));
    const loss = f32x4.sub(softplus(f, dot), f32x4.mul(label, dot));
    f.set(losses, f32x4.add(losses, v128.and(loss, isNumber)));
    f.store(x, f32x4.mul(eta, f32x4.sub(label, sigmoid(f, dot))), 0, 4);
    f.set(x, i32.add(x, 16));
    f.set(y, i32.add(y, 16));
    f.set(left, i32x4.sub(left, 4));
  });
  return sumOfLanes(f, losses);
}
