import type { Operand } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { detectedEngine, openRevectorizer, type Engine } from './engine.ts';
import { faultOf, speedup } from './revectorizer-test.ts';
import { type Trial, trials } from './revectorizer-trials.ts';

const { relaxedSimd } = detectedEngine();
/** An engine that pairs operations where there is one, and else one that is written for it. */
const engine: Engine = { relaxedSimd, revectorize: true };
/** Engines without pairs optimise such short work of their own accord, some of the time. */
const faster = openRevectorizer() ? speedup : 0;

/** A trial whose results are different at each run. */
function wavering(write: (turn: number, x: Operand) => number): Trial {
  let turn = 0;
  return (kernels, make) => {
    const x = make([5]);
    kernels.fill?.(x, write(turn++, x));
    return [x];
  };
}

describe('the test of the revectorizer', () => {
  it('names the first kernel whose bits differ', () => {
    const steady = wavering(() => 3);
    expect(faultOf(engine, { steady }, faster)).toBeUndefined();
    const zero = wavering((turn) => (turn === 0 ? 0 : -0));
    expect(faultOf(engine, { steady, zero }, faster)).toBe('zero gives wrong numbers');
  });

  it('does not take code for optimised that is not', () => {
    expect(faultOf(engine, {}, 1000)).toBe('the optimiser did not run');
  });

  it('tries every family of kernels, and each writes numbers', () => {
    const written = new Map<string, number>();
    const counted = Object.fromEntries(
      Object.entries(trials).map(([name, trial]): [string, Trial] => [
        name,
        (kernels, make) => {
          const results = trial(kernels, make);
          written.set(name, results.length);
          return results;
        },
      ]),
    );
    expect(faultOf(engine, counted, faster)).toBeUndefined();
    expect(Object.fromEntries(written)).toMatchObject({
      matmul: 12,
      softmax: 4,
      crossEntropy: 2,
      layerNorm: 7,
      batchNorm: 6,
      attention: 8,
      gru: 8,
      adam: 6,
    });
  });
});
