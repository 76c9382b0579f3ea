import type { Trainer, Values } from './trainer.ts';

/** Where two trainers are furthest apart. */
export interface Drift {
  readonly name: string;
  /** As a share of the size of what differs. */
  readonly difference: number;
}

/** The largest element of |a - b|. NaN must not pass for a small difference. */
function largest(a: ArrayLike<number>, b?: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs(a[i]! - (b?.[i] ?? 0));
    if (!(gap <= most)) most = gap;
  }
  return most;
}

/** The worst difference of values by name, each as a share of what `sizeOf` gives. */
function worst(own: Values, wanted: Values, sizeOf: (name: string) => number): Drift {
  let found: Drift = { name: '', difference: 0 };
  for (const [name, values] of own) {
    const difference = largest(values, wanted.get(name)) / Math.max(sizeOf(name), 1e-6);
    if (!(difference <= found.difference)) found = { name, difference };
  }
  return found;
}

/** How far the gradients of a batch are from the reference's, as a share of the largest element of that parameter's gradient. */
export async function gradientDrift(
  own: Trainer,
  reference: Trainer,
  number: number,
): Promise<Drift> {
  await reference.follow(own);
  const [ours, theirs] = [await own.gradients(number), await reference.gradients(number)];
  return worst(ours, theirs, (name) => largest(theirs.get(name)!));
}

/**
 * How far parameters and optimizer states are apart after `steps` steps of both from the same start, as a share of how far the
 * reference's have come.
 */
export async function stepDrift(
  own: Trainer,
  reference: Trainer,
  numbers: readonly number[],
): Promise<Drift> {
  await reference.follow(own);
  const start = await reference.state();
  for (const trainer of [own, reference]) {
    for (const number of numbers) trainer.step(number).dispose();
  }
  const [ours, theirs] = [await own.state(), await reference.state()];
  return worst(ours, theirs, (name) => largest(theirs.get(name)!, start.get(name)));
}
