import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { Mistake } from '../../../mistakes/mistake.ts';
import { usualSettings, type ModelName, type TextName } from '../run/words-settings.ts';
import { analogy, fillGap, neighboursOf, recommend, similarity } from './ask.ts';
import { wordLists } from './facts.ts';
import { Looker } from './look.ts';
import { loopOf } from './loop.ts';
import { startRun, takeUpRun, type TrainingRun } from './training-run.ts';
import { openVectors, writeVectors } from './word-file.ts';

beforeAll(() => useBackend(cpu()));

async function learned(text: TextName, model: ModelName, epochs = 40): Promise<TrainingRun> {
  const run = await startRun({ ...usualSettings(text), model, epochs }, '', false);
  for await (const _ of loopOf(run.trainer, run.totalSteps, { isSlow: false }));
  return run;
}

async function purityOf(run: TrainingRun): Promise<number> {
  const { shown } = wordLists(run.trainer.vocabulary, run.data);
  const looker = new Looker({ shown, cases: [] });
  const look = await looker.look(await run.trainer.vectors(), 'pca', run.trainer.step);
  expect(look.points).toHaveLength(2 * shown.length);
  expect(look.purity!.byChance).toBeLessThan(0.1);
  return look.purity!.found;
}

describe('what is learned of the texts', () => {
  it.each([
    ['english', 'cbow'],
    ['english', 'skipGram'],
    ['chinese', 'cbow'],
    ['chinese', 'skipGram'],
    ['baskets', 'skipGram'],
  ] as const)('are their groups: %s by %s', async (text, model) => {
    const run = await learned(text, model);
    expect(run.trainer.step).toBe(run.totalSteps);
    const known = run.data.groups.flatMap(({ words }) => words);
    expect(known.filter((word) => !run.trainer.vocabulary.has(word))).toEqual([]);
    expect(await purityOf(run)).toBeGreaterThan(0.9);
    run.trainer.dispose();
  });

  it.each(['english', 'chinese', 'baskets'] as const)(
    'while the loss of CBOW falls: %s',
    async (text) => {
      const run = await startRun({ ...usualSettings(text), model: 'cbow' }, '', false);
      const part = run.totalSteps / 6;
      const sums = [0, 0, 0, 0, 0, 0];
      for await (const event of loopOf(run.trainer, run.totalSteps, { isSlow: false })) {
        if (event.kind === 'step') sums[Math.floor((event.step - 1) / part)]! += event.loss;
      }
      expect(sums).toEqual(sums.toSorted((a, b) => b - a));
      run.trainer.dispose();
    },
  );

  it('answers questions', async () => {
    const run = await learned('english', 'cbow');
    const model = await run.model();
    const { vectors } = model;
    const animals = run.data.template!.groups['animal']!.words;
    const near = await neighboursOf(vectors, 'dog');
    expect(near.slice(0, 5).every(({ word }) => animals.includes(word))).toBe(true);
    const capitals = run.data.template!.groups['city']!.words;
    const [answer] = await analogy(vectors, ['france', 'paris', 'japan']);
    expect(capitals).toContain(answer!.word);
    expect(similarity(vectors, ['dog', 'cat'])).toBeGreaterThan(
      similarity(vectors, ['dog', 'paris']),
    );
    const { candidates } = await fillGap(model, 'the mayor of _ opened a new street');
    expect(
      candidates.map(({ word }) => word).filter((word) => capitals.includes(word)).length,
    ).toBeGreaterThan(5);
    await expect(neighboursOf(vectors, 'dogg')).rejects.toThrow(
      new Mistake('unknownWord', 'dogg', 'dog'),
    );
    await expect(neighboursOf(vectors, ' ')).rejects.toThrow(new Mistake('noWord'));
    await expect(fillGap(model, '_')).rejects.toThrow(new Mistake('gapAlone'));
    await expect(fillGap(model, 'zzz _ qqq zzz')).rejects.toThrow(
      new Mistake('gapUnknown', 'zzz · qqq'),
    );
    run.trainer.dispose();
  });

  it('recommends what goes with a basket', async () => {
    const run = await learned('baskets', 'skipGram');
    const { near, popular } = await recommend(await run.model(), ['nappies', 'formula'], 3000);
    const { words } = run.data.groups.find(({ names }) => names.en === 'baby')!;
    expect(near.slice(0, 5).every(({ word }) => words.includes(word))).toBe(true);
    expect(popular[0]!.share).toBeGreaterThan(popular[1]!.share);
    run.trainer.dispose();
  });
});

it('goes on from what was kept as if it had not stopped', async () => {
  const settings = { ...usualSettings('chinese'), epochs: 3 };
  const whole = await startRun(settings, '', false);
  for await (const _ of loopOf(whole.trainer, whole.totalSteps, { isSlow: false }));
  const first = await startRun(settings, '', false);
  for await (const event of loopOf(first.trainer, first.totalSteps, { isSlow: false })) {
    if (event.kind === 'step' && event.step === 50) break;
  }
  const second = await takeUpRun(settings, '', structuredClone(await first.place()));
  expect(second.trainer.step).toBe(50);
  for await (const _ of loopOf(second.trainer, second.totalSteps, { isSlow: false }));
  expect((await second.trainer.vectors()).numbers).toEqual((await whole.trainer.vectors()).numbers);
  for (const { trainer } of [whole, first, second]) trainer.dispose();
});

it('is read again in both forms', async () => {
  const run = await learned('english', 'cbow', 1);
  const model = await run.model();
  const whole = await openVectors(await writeVectors(model, 'safetensors'), 'x');
  expect(whole.model!.tokenizer).toEqual(run.data.tokenizer);
  const text = await openVectors(await writeVectors(model, 'word2vec'), 'x');
  expect(text.model).toBeUndefined();
  expect(text.vectors.numbers).toEqual(model.vectors.numbers);
  await expect(openVectors(new TextEncoder().encode('no vectors'), 'mine.txt')).rejects.toThrow(
    'mine.txt',
  );
  await expect(openVectors(new TextEncoder().encode('2 2\na 1 2\nb 3 4\n'), 'x')).rejects.toThrow(
    new Mistake('fewVectors', 4),
  );
  run.trainer.dispose();
});

it('says that a text is too little', async () => {
  const settings = usualSettings('own');
  await expect(startRun(settings, '', false)).rejects.toThrow(new Mistake('noText'));
  await expect(startRun(settings, 'One sentence.', false)).rejects.toThrow(
    new Mistake('fewWords', 2, 50),
  );
});
