import { beforeEach, describe, expect, it } from 'vitest';
import { evaluate, near } from '../test/evaluate.ts';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { rand, randn } from './create.ts';
import { RangeFault, ShapeError } from './errors.ts';
import { normalsFromBits, philox, uniformFromBits } from './philox.ts';
import { drawRandom, manualSeed, randomState, setRandomState } from './random.ts';

expectNoLeaks();
beforeEach(() => manualSeed(7));

describe('the global stream', () => {
  it('is the same from one seed, and goes on from call to call', async () => {
    const first = await evaluate(() => rand([3]));
    const second = await evaluate(() => rand([3]));
    expect(second).not.toEqual(first);
    manualSeed(7);
    expect(await evaluate(() => rand([3]))).toEqual(first);
    expect(await evaluate(() => rand([3]))).toEqual(second);
    manualSeed(8);
    expect(await evaluate(() => rand([3]))).not.toEqual(first);
  });

  it('is taken in blocks of four', () => {
    expect(drawRandom(4)).toEqual({ seed: 7, block: 0 });
    expect(drawRandom(5)).toEqual({ seed: 7, block: 1 });
    expect(drawRandom(0)).toEqual({ seed: 7, block: 3 });
    expect(randomState()).toEqual({ seed: 7, block: 3 });
  });

  it('goes on where a saved state stood', async () => {
    await evaluate(() => rand([9]));
    const saved = randomState();
    const next = await evaluate(() => randn([5]));
    setRandomState(saved);
    expect(await evaluate(() => randn([5]))).toEqual(next);
  });

  it.each([-1, 1.5, 2 ** 53, Number.NaN])('refuses seed %d', (seed) => {
    expect(factsOf(RangeFault, () => manualSeed(seed))).toEqual({ seed });
    expect(factsOf(RangeFault, () => rand([2], { seed }))).toMatchObject({ seed });
  });

  it('refuses a block that is not a whole number and stays where it was', () => {
    drawRandom(8);
    expect(factsOf(RangeFault, () => setRandomState({ seed: 3, block: -1 }))).toMatchObject({
      block: -1,
    });
    expect(randomState()).toEqual({ seed: 7, block: 2 });
  });
});

describe('rand and randn', () => {
  it('are the words of Philox, four to a block', async () => {
    const blocks = [philox(11, 5), philox(11, 6)];
    const uniform = blocks.flat().map(uniformFromBits).slice(0, 7);
    expect(await evaluate(() => rand([7], { seed: 11, block: 5 }))).toEqual(uniform);
    const normal = blocks
      .flatMap(([a, b, c, d]) => [...normalsFromBits(a, b), ...normalsFromBits(c, d)])
      .slice(0, 7);
    expect(await evaluate(() => randn([7], { seed: 11, block: 5 }))).toEqual(near(normal));
  });

  it('leave the global stream alone when given a place of their own', async () => {
    await evaluate(() => rand([8], { seed: 11 }));
    expect(randomState()).toEqual({ seed: 7, block: 0 });
    expect(await evaluate(() => rand([2, 0, 3]))).toEqual([[], []]);
  });

  it('refuse what is not a shape', () => {
    expect(factsOf(ShapeError, () => rand([2, -1]))).toEqual({ op: 'rand', shape: [2, -1] });
    expect(factsOf(ShapeError, () => randn([0.5]))).toEqual({ op: 'randn', shape: [0.5] });
  });
});
