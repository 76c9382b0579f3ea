import { describe, expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { manualSeed, memory, rand, randomState, scope, tensor } from '@rondo/tensor';
import { randomTable, TableDecoder } from '../../test/table-decoder.ts';
import { tinyModel } from '../../test/tiny.ts';
import { greedyDecode } from './greedy.ts';
import { drawTokens, sampleDecode, type SamplingOptions } from './sampling.ts';
import { scorePairs } from './score-pairs.ts';

const sentences = [[5, 6, 7, 10], [4, 8], [9], [10, 9, 8]];
const source = padSequences(sentences, { end: true });

/** How often each token is drawn with 400 numbers evenly on [0, 1). */
async function shares(
  probabilities: readonly number[],
  limits: { temperature?: number; topK?: number; topP?: number },
): Promise<number[]> {
  const draws = 400;
  const drawn = scope(() => {
    const row = tensor(probabilities.map(Math.log)).expand([draws, probabilities.length]);
    const numbers = Float32Array.from({ length: draws }, (_, i) => i / draws);
    const uniforms = tensor(numbers, { shape: [draws, 1] });
    return drawTokens(row, uniforms, { temperature: 1, topK: undefined, topP: 1, ...limits });
  });
  const counts = probabilities.map(() => 0);
  for (const id of await drawn.data()) counts[id]! += 1 / draws;
  drawn.dispose();
  return counts;
}

describe('drawTokens', () => {
  const p = [0.1, 0, 0.4, 0.2, 0.3];

  it.each<[SamplingOptions, number[]]>([
    [{}, p],
    [{ temperature: 0.5 }, [0.01, 0, 0.16, 0.04, 0.09].map((x) => x / 0.3)],
    [{ topK: 1 }, [0, 0, 1, 0, 0]],
    [{ topK: 3 }, [0, 0, 4 / 9, 2 / 9, 3 / 9]],
    [{ topK: 99 }, p],
    [{ topP: 0.4 }, [0, 0, 1, 0, 0]],
    [{ topP: 0.65 }, [0, 0, 4 / 7, 0, 3 / 7]],
    [{ topP: 0.75 }, [0, 0, 4 / 9, 2 / 9, 3 / 9]],
    [{ topK: 3, topP: 0.7 }, [0, 0, 4 / 7, 0, 3 / 7]],
  ])('%j draws each token as often as it should', async (limits, expected) => {
    const actual = await shares(p, limits);
    expected.forEach((share, id) => expect(Math.abs(actual[id]! - share)).toBeLessThan(0.006));
    expect(actual[1]).toBe(0);
  });

  it('stays within the allowed tokens for the largest random number', async () => {
    const drawn = scope(() => {
      const row = tensor([Array.from({ length: 999 }, (_, i) => (i < 700 ? -7 : -Infinity))]);
      const limits = { temperature: 1, topK: undefined, topP: 1 };
      return drawTokens(row, tensor([[1 - 2 ** -24]]), limits);
    });
    expect(await drawn.item()).toBeLessThan(700);
    expect(await drawn.item()).toBeGreaterThan(690);
    drawn.dispose();
  });
});

describe('sampleDecode', () => {
  it('conformance 7: draws for each sentence of a batch what it draws for the sentence alone', async () => {
    const before = memory();
    const model = tinyModel();
    const options = { seed: 5, maxLength: 8 };
    const together = await sampleDecode(model, source, options);
    expect(new Set(together.map(({ ids }) => ids.join(' '))).size).toBe(4);
    for (const [n, sentence] of sentences.entries()) {
      const [alone] = await sampleDecode(model, padSequences([sentence], { end: true }), {
        ...options,
        streams: [n],
      });
      expect(alone!.ids).toEqual(together[n]!.ids);
    }
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('draws the same with one seed, and other tokens with another', async () => {
    const model = tinyModel();
    const idsWith = async (seed: number): Promise<unknown> =>
      (await sampleDecode(model, source, { seed, maxLength: 8 })).map(({ ids }) => ids);
    expect(await idsWith(1)).toEqual(await idsWith(1));
    expect(await idsWith(1)).not.toEqual(await idsWith(2));
    model.dispose();
  });

  it('takes its seed from the global stream, of which it uses one block', async () => {
    const model = tinyModel();
    manualSeed(3);
    const first = await sampleDecode(model, source, { maxLength: 8 });
    expect(randomState()).toEqual({ seed: 3, block: 1 });
    const second = await sampleDecode(model, source, { maxLength: 8 });
    expect(second).not.toEqual(first);
    manualSeed(3);
    const again = sampleDecode(model, source, { maxLength: 8 });
    rand([3]).dispose();
    expect(await again).toEqual(first);
    model.dispose();
  });

  it('is greedy search where only one token is left', async () => {
    const model = tinyModel();
    const greedy = await greedyDecode(model, source, { maxLength: 6 });
    for (const limits of [{ topK: 1 }, { topP: 1e-6 }, { temperature: 1e-4 }]) {
      const drawn = await sampleDecode(model, source, { ...limits, maxLength: 6 });
      expect(drawn.map(({ ids }) => ids)).toEqual(greedy.map(({ ids }) => ids));
    }
    model.dispose();
  });

  it('reports log-probabilities of the model, whatever the temperature', async () => {
    const model = tinyModel();
    const drawn = await sampleDecode(model, source, { seed: 1, temperature: 3, maxLength: 5 });
    const target = padSequences(
      drawn.map(({ ids }) => ids),
      { end: true },
    );
    const scored = await scorePairs(model, source, target);
    for (const [n, { logProbabilities, score }] of drawn.entries()) {
      const expected = scored[n]!.logProbabilities;
      logProbabilities.forEach((p, t) => expect(p).toBeCloseTo(expected[t]!, 4));
      const sum = logProbabilities.reduce((a, b) => a + b, 0);
      expect(score).toBeCloseTo(sum / logProbabilities.length, 6);
    }
    model.dispose();
  });

  it.each<[SamplingOptions, object]>([
    [{ temperature: 0 }, { temperature: 0 }],
    [{ topK: 0 }, { topK: 0 }],
    [{ topP: 0 }, { topP: 0 }],
    [{ topP: 1.1 }, { topP: 1.1 }],
    [{ seed: -1 }, { seed: -1 }],
    [{ streams: [1] }, { streams: 1, sentences: 4 }],
  ])('refuses %j', async (options, facts) => {
    const model = new TableDecoder(randomTable(5));
    await expect(sampleDecode(model, source, options)).rejects.toThrow(
      expect.objectContaining({ facts }),
    );
    model.dispose();
  });
});
