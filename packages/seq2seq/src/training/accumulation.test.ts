import { padSequences, type Batch, type EncodedPair } from '@rondo/data';
import { backward } from '@rondo/autograd';
import { Adam } from '@rondo/optim';
import { expect, it } from 'vitest';
import { reversePairs, tinyModel } from '../../test/tiny.ts';
import { batchLoss } from './loss.ts';

function batchOf(pairs: readonly EncodedPair[]): Batch {
  const targets = pairs.map(({ target }) => target);
  const source = padSequences(
    pairs.map((pair) => pair.source),
    { end: true },
  );
  const targetOutput = padSequences(targets, { end: true });
  const count = ({ lengths }: { readonly lengths: Int32Array }): number =>
    lengths.reduce((a, b) => a + b, 0);
  return {
    indices: Int32Array.from(pairs.keys()),
    source,
    targetInput: padSequences(targets, { begin: true }),
    targetOutput,
    tokens: { source: count(source), target: count(targetOutput) },
  };
}

/** One step of Adam whose gradient is added up from parts of a batch; the loss and the parameters after it. */
async function stepIn(parts: readonly (readonly EncodedPair[])[]) {
  const model = tinyModel();
  const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
  const batches = parts.map(batchOf);
  const tokens = batches.reduce((sum, batch) => sum + batch.tokens.target, 0);
  let total = 0;
  for (const batch of batches) {
    // Parts have unlike numbers of tokens: each counts by its sum, not by its mean.
    const loss = backward(() => batchLoss(model, batch, { reduction: 'sum' }).div(tokens));
    total += await loss.item();
    loss.dispose();
  }
  const gradients = await Promise.all(
    model.parameters().map(async ({ grad }) => [...(await grad!.data())]),
  );
  optimizer.step();
  const values = await Promise.all(
    model.parameters().map(async (parameter) => [...(await parameter.data())]),
  );
  optimizer.dispose();
  model.dispose();
  return { total, gradients: gradients.flat(), values: values.flat() };
}

it.each([2, 3, 7])(
  'conformance 13: a step on %i parts of a batch is a step on the whole batch',
  async (count) => {
    const pairs = reversePairs(7);
    const size = Math.ceil(pairs.length / count);
    const parts = Array.from({ length: count }, (_, part) =>
      pairs.slice(part * size, (part + 1) * size),
    ).filter((part) => part.length > 0);
    const whole = await stepIn([pairs]);
    const added = await stepIn(parts);
    expect(added.total).toBeCloseTo(whole.total, 5);
    const apart = (a: readonly number[], b: readonly number[]): number =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
    expect(Math.max(...whole.gradients.map(Math.abs))).toBeGreaterThan(1e-2);
    expect(apart(added.gradients, whole.gradients)).toBeLessThan(1e-6);
    expect(apart(added.values, whole.values)).toBeLessThan(1e-4);
  },
);
