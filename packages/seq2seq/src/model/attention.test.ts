import { describe, expect, it } from 'vitest';
import { cpu } from '@rondo/backend-cpu';
import { memory, rand, scope, tensor, useBackend } from '@rondo/tensor';
import { AdditiveAttention, DotAttention } from './attention.ts';
import type { Memory } from './memory.ts';

useBackend(cpu());

const makeMemory = (): Memory => ({
  states: rand([2, 3, 4], { seed: 1, block: 0 }),
  summary: rand([2, 4], { seed: 1, block: 100 }),
  mask: tensor([[[true, true, true]], [[true, false, false]]]),
});

describe.each([
  ['dot', (): DotAttention => new DotAttention(4, 5)],
  ['additive', (): AdditiveAttention => new AdditiveAttention(4, 5)],
])('%s attention', (_name, make) => {
  it('mixes valid positions with weights that sum to 1', async () => {
    const before = memory();
    const attention = make();
    const { context, weights } = scope(() => {
      const source = makeMemory();
      const queries = rand([2, 7, 5], { seed: 2, block: 0 });
      return attention.forward(queries, attention.project(source), source);
    });
    expect([context.shape, weights.shape]).toEqual([
      [2, 7, 4],
      [2, 7, 3],
    ]);
    const rows = (await weights.array()) as number[][][];
    for (const row of rows[0]!) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    for (const row of rows[1]!) expect(row).toEqual([1, 0, 0]);
    for (const made of [context, weights]) made.dispose();
    attention.dispose();
    expect(memory()).toEqual(before);
  });
});

it('computes the additive score as its formula says', async () => {
  const attention = new AdditiveAttention(4, 5);
  const source = makeMemory();
  const queries = rand([2, 1, 5], { seed: 2, block: 0 });
  const { weights } = attention.forward(queries, attention.project(source), source);
  const [wq, bq, wk, v, q, m] = await Promise.all(
    [
      attention.query.weight,
      attention.query.bias!,
      attention.key.weight,
      attention.score.weight,
      queries,
      source.states,
    ].map(async (x) => [...(await x.data())]),
  );
  const scores = [0, 1, 2].map((s) => {
    let score = 0;
    for (let i = 0; i < 5; i++) {
      let inner = bq![i]!;
      for (let j = 0; j < 5; j++) inner += wq![i * 5 + j]! * q![j]!;
      for (let j = 0; j < 4; j++) inner += wk![i * 4 + j]! * m![s * 4 + j]!;
      score += v![i]! * Math.tanh(inner);
    }
    return Math.exp(score);
  });
  const total = scores.reduce((a, b) => a + b);
  const row = ((await weights.array()) as number[][][])[0]![0]!;
  scores.forEach((score, s) => expect(row[s]).toBeCloseTo(score / total, 5));
  attention.dispose();
});
