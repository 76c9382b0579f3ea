import { expect, it } from 'vitest';
import { tokenBatches } from '@rondo/data';
import { tensor, zeros } from '@rondo/tensor';
import { BestValidations } from '@rondo/training';
import { corpusBleu } from '../metrics/bleu.ts';
import { Translator } from '../text/translator.ts';
import { reversePairs, tinyModel, trainingConfig } from '../../test/tiny.ts';
import { eventsOf, opens, toyCodec, toyConfig, toyPairs, toyTrainer } from '../../test/toy-run.ts';
import type { ValidationEvent } from './events.ts';
import { Trainer } from './trainer.ts';
import { validate } from './validate.ts';

it('tells BLEU, exact matches and samples, as translating the sentences gives them', async () => {
  const trainer = toyTrainer(toyConfig({ epochs: 60, learningRate: 0.05, validateEvery: 240 }));
  const events = await eventsOf(trainer);
  const last = events.findLast((event) => event.kind === 'validation') as ValidationEvent;
  const pairs = toyPairs.validation;
  const translator = new Translator(trainer.model, toyCodec);
  const outputs = (await translator.translate(pairs.map(({ source }) => source))).map(
    ({ text }) => text,
  );
  const references = pairs.map(({ target }) => target);
  expect(last.metrics['bleu']).toBeCloseTo(corpusBleu(outputs, references).score, 9);
  const matches = outputs.filter((output, i) => output === references[i]).length;
  expect(last.metrics['exactMatch']).toBe(matches / pairs.length);
  expect(last.samples).toHaveLength(2);
  for (const { source, reference, output, isMatch } of last.samples) {
    const place = pairs.findIndex((pair) => pair.source === source);
    expect(reference).toBe(references[place]);
    expect(output).toBe(outputs[place]);
    expect(isMatch).toBe(output === reference);
  }
  expect(last.accuracy).toBeGreaterThan(0.2);
  expect(last.accuracy).toBeLessThanOrEqual(1);
});

it('counts as right what is the most probable token', async () => {
  const model = opens(tinyModel());
  // A model that always says token 5.
  for (const parameter of model.parameters()) parameter.assign(zeros(parameter.shape));
  model.outputBias.assign(tensor([0, 0, 0, 0, 0, 9, 0, 0, 0]));
  const pairs = reversePairs(7);
  const { accuracy } = await validate(model, tokenBatches(pairs, { maxTokens: 30 }));
  const tokens = pairs.flatMap(({ target }) => [...target, 2]);
  expect(accuracy).toBeCloseTo(tokens.filter((id) => id === 5).length / tokens.length, 12);
});

it.each([
  ['blue', "did you mean 'bleu'?"],
  ['rouge', 'known: loss, perplexity, accuracy, exactMatch, bleu, chrf, chrf++, ter'],
])('refuses the metric %s', (metric, message) => {
  expect(() => toyTrainer(toyConfig({ metric }))).toThrow(message);
});

it('says what BLEU needs', () => {
  const model = opens(tinyModel());
  const data = { train: reversePairs(5), validation: reversePairs(5) };
  expect(() => new Trainer({ model, config: trainingConfig({ metric: 'bleu' }), ...data })).toThrow(
    'need the option decoding of Trainer',
  );
});

const points = [3, 1, 4, 1, 5, 9, 2, 6].map((score, i) => ({
  step: i + 1,
  epoch: 0,
  loss: 1,
  metrics: { score },
}));

it.each([
  ['max', [6, 8, 5], 6],
  ['min', [2, 4, 7], 2],
] as const)('keeps the best validations, %s', (mode, steps, best) => {
  const ranking = new BestValidations({ name: 'score', mode }, 3);
  const stored = new Set<number>();
  for (const point of points) {
    const { rank, displaced } = ranking.add(point);
    if (rank !== undefined) stored.add(point.step);
    stored.delete(displaced ?? 0);
  }
  expect(ranking.kept.map(({ step }) => step)).toEqual(steps);
  expect(stored).toEqual(new Set(steps));
  expect(ranking.best!.step).toBe(best);
});

it('stops early on a metric that is better when larger', async () => {
  const config = toyConfig({ metric: 'exactMatch', patience: 2, epochs: 50, learningRate: 1e-9 });
  const events = await eventsOf(toyTrainer(config));
  const validations = events.filter((event) => event.kind === 'validation');
  expect(validations.map(({ isBest }) => isBest)).toEqual([true, false, false]);
  expect(events.at(-1)).toEqual({ kind: 'end', step: 9, reason: 'no improvement' });
});
