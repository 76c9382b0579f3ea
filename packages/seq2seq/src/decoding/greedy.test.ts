import { describe, expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { memory, scope, tensor } from '@rondo/tensor';
import { tinyModel } from '../../test/tiny.ts';
import { greedyDecode } from './greedy.ts';

const sentences = [[5, 6, 7, 10], [4, 8], [9], [10, 9, 8]];

describe.each(['dot', 'additive', 'none'] as const)(
  'greedyDecode with attention %s',
  (attention) => {
    it('conformance 7: gives each sentence of a batch what it gives the sentence alone, and leaks nothing', async () => {
      const before = memory();
      const model = tinyModel({ attention });
      const together = await greedyDecode(model, padSequences(sentences, { end: true }), {
        maxLength: 9,
      });
      for (const [n, sentence] of sentences.entries()) {
        const [alone] = await greedyDecode(model, padSequences([sentence], { end: true }), {
          maxLength: 9,
        });
        expect(alone!.ids).toEqual(together[n]!.ids);
      }
      model.dispose();
      expect(memory()).toEqual(before);
    });
  },
);

describe('greedyDecode', () => {
  it('takes the most probable token that may stand in a sentence', async () => {
    const model = tinyModel();
    // Makes [pad] and [begin] more probable than anything else.
    model.outputBias.assign(tensor([50, 50, 0, 0, 1, 0, 0, 0, 0]));
    const [hypothesis] = await greedyDecode(model, padSequences([[5]], { end: true }), {
      maxLength: 4,
    });
    expect(hypothesis!.ids.every((id) => id > 1)).toBe(true);
    model.dispose();
  });

  it('ends at [end] and says whether it did', async () => {
    const model = tinyModel();
    const source = padSequences([[5, 6], [7]], { end: true });
    model.outputBias.assign(tensor([0, 0, 50, 0, 0, 0, 0, 0, 0]));
    const ended = await greedyDecode(model, source);
    expect(ended.map(({ ids, finished }) => [ids, finished])).toEqual([
      [[], true],
      [[], true],
    ]);
    model.outputBias.assign(tensor([0, 0, -50, 0, 50, 0, 0, 0, 0]));
    const cut = await greedyDecode(model, source, { maxLength: 3 });
    expect(cut.map(({ ids, finished }) => [ids, finished])).toEqual([
      [[4, 4, 4], false],
      [[4, 4, 4], false],
    ]);
    model.dispose();
  });

  it('returns a row of attention over the source for each token and for [end]', async () => {
    const model = tinyModel();
    const hypotheses = await greedyDecode(model, padSequences(sentences, { end: true }), {
      maxLength: 5,
      attention: true,
    });
    for (const [n, { ids, finished, attention }] of hypotheses.entries()) {
      expect(attention).toHaveLength(ids.length + (finished ? 1 : 0));
      for (const row of attention!) {
        expect(row).toHaveLength(sentences[n]!.length + 1);
        expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      }
    }
    const plain = tinyModel({ attention: 'none' });
    const [without] = await greedyDecode(plain, padSequences([[5]], { end: true }), {
      attention: true,
    });
    expect(without!.attention).toBeUndefined();
    model.dispose();
    plain.dispose();
  });

  it('decodes side by side on one model, without dropout', async () => {
    const model = tinyModel({ dropout: 0.5 });
    const source = padSequences(sentences, { end: true });
    const alone = await greedyDecode(model, source, { maxLength: 20 });
    const [, together] = await Promise.all([
      greedyDecode(model, source, { maxLength: 2 }),
      greedyDecode(model, source, { maxLength: 20 }),
    ]);
    expect(together).toEqual(alone);
    model.dispose();
  });

  it.each([2.5, -1, NaN])('refuses a length limit of %s', async (maxLength) => {
    const model = tinyModel();
    await expect(
      greedyDecode(model, padSequences([[5]], { end: true }), { maxLength }),
    ).rejects.toThrow(expect.objectContaining({ facts: { maxLength } }));
    model.dispose();
  });

  it('decodes nothing from nothing, and stays in its mode when a token is unknown', async () => {
    const model = tinyModel();
    expect(await greedyDecode(model, padSequences([], { end: true }))).toEqual([]);
    await expect(greedyDecode(model, padSequences([[99]], { end: true }))).rejects.toThrow(/99/);
    expect(model.training).toBe(true);
    model.dispose();
  });

  it('leaves the model in the mode it was in', async () => {
    const model = tinyModel();
    await greedyDecode(model, padSequences([[5]], { end: true }));
    expect(model.training).toBe(true);
    model.eval();
    await greedyDecode(model, padSequences([[5]], { end: true }));
    expect(model.training).toBe(false);
    scope(() => model.dispose());
  });
});
