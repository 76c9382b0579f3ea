import { cpu } from '@rondo/backend-cpu';
import { specialIndex } from '@rondo/data';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { Mistake } from '../../../mistakes/mistake.ts';
import { usualSettings, type ModelName } from '../run/run-settings.ts';
import { look } from './look-inside.ts';
import { startRun, type TrainingRun } from './training-run.ts';

beforeAll(() => useBackend(cpu()));

/** A model that has learned nothing: all tokens are about as probable. */
async function untrained(model: ModelName): Promise<TrainingRun> {
  return startRun({ ...usualSettings('reverse', model), size: 32 }, undefined);
}

const end = (run: TrainingRun): void => {
  run.end();
  run.model.dispose();
};

describe.each(['attention', 'transformer'] as const)('what %s makes of a sentence', (name) => {
  const text = '3 1 4';

  it.each([1, 3])('begins with what is forced, in all that is shown, beam %d', async (beam) => {
    const run = await untrained(name);
    const { vocabulary } = run.codec.target;
    const prefix = [...vocabulary.encode(['7', '2'])];
    const { output, tree } = await look(run, { text, beam, prefix });
    expect(output.tokens.slice(0, 2)).toEqual(['7', '2']);
    expect(output.text).toBe(tree.outputs[0]!.text);
    expect(output.attention).toHaveLength(output.tokens.length);
    expect(output.sourceTokens).toEqual(['3', '1', '4', '[end]']);
    end(run);
  });

  it('is said to be none of a blank or a very long one, and unknown tokens once', async () => {
    const run = await untrained(name);
    const asked = (written: string) => look(run, { text: written, beam: 1, prefix: [] });
    await expect(asked('  ')).rejects.toThrow(new Mistake('noSentence'));
    const long = asked('3 '.repeat(1024));
    await expect(long).rejects.toThrow(new Mistake('longSentence', 1024, 1023));
    expect((await asked('h e l l o 3')).output.unknown).toEqual(['h', 'e', 'l', 'o']);
    end(run);
  });

  it('ends where [end] is forced', async () => {
    const run = await untrained(name);
    const prefix = [...run.codec.target.vocabulary.encode(['7', '2']), specialIndex.end];
    const whole = await look(run, { text, beam: 3, prefix: prefix.slice(0, -1) });
    const { output, tree, next } = await look(run, { text, beam: 3, prefix });
    expect([output.text, output.tokens]).toEqual(['7 2', ['7', '2', '[end]']]);
    expect(tree.outputs.map((one) => one.text)).toEqual(['7 2']);
    expect(next).toEqual([]);
    // The model looked as it did when nobody ended it there.
    expect(output.attention).toHaveLength(3);
    for (const [row, weights] of output.attention!.entries()) {
      for (const [n, weight] of weights.entries()) {
        expect(weight).toBeCloseTo(whole.output.attention![row]![n]!, 5);
      }
    }
    const nothing = await look(run, { text, beam: 3, prefix: [specialIndex.end] });
    expect([nothing.output.text, nothing.output.tokens]).toEqual(['', ['[end]']]);
    end(run);
  });

  it('does not offer what stands for unknown words', async () => {
    const run = await untrained(name);
    const { tree, next } = await look(run, { text, beam: 1, prefix: [] });
    expect(next.map(({ token }) => token)).not.toContain(specialIndex.unknown);
    expect(tree.nodes.filter(({ isUnknown, isKept }) => isUnknown && !isKept)).toEqual([]);
    end(run);
  });
});
