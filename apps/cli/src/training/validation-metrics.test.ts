import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { Workspace } from '../../test/workspace.ts';
import type { ValidationLine } from '../folder/metrics-log.ts';

const validationsOf = (workspace: Workspace): ValidationLine[] =>
  readFileSync(workspace.path('run/metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ValidationLine)
    .filter(({ kind }) => kind === 'validation');

const outputs = [
  'GREEN Tree0 Dog1 Sky2 runs',
  'Red House3 Cat4 sleeps HERE',
  'Big Sun5 Moon6 Star7 Up',
];
const rows = outputs.map((target, n) => `a${n} b${n} c${n}\t${target}\n`).join('');

const config = `
data: { train: pairs.tsv, validation: pairs.tsv, test: pairs.tsv }
model: { embeddingSize: 16, hiddenSize: 16, attention: dot, tiedEmbeddings: target, dropout: 0 }
training: { epochs: 40, maxTokens: 64, validateEvery: 4, warmup: 2, learningRate: 0.03, labelSmoothing: 0 }
`;

async function trained(...sets: string[]) {
  const workspace = new Workspace();
  workspace.file('pairs.tsv', rows);
  workspace.file('config.yaml', config);
  const args = ['train', 'config.yaml', '--out', 'run', ...sets.flatMap((set) => ['--set', set])];
  const io = new FakeIo(workspace.folder);
  io.columns = 500;
  const { code, complaint, printed } = await workspace.rondo(args, io);
  expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  return { printed, validations: validationsOf(workspace) };
}

describe('validation by a metric of decoded sentences', () => {
  it.each([
    ['bleu', 100],
    ['chrf', 100],
    ['chrf++', 100],
    ['ter', 0],
  ])('finds the best model by %s where the tokeniser lower-cases', async (metric, perfect) => {
    const { printed, validations } = await trained(`training.metric=${metric}`);
    const last = validations.at(-1)!;
    expect(last.metrics).toMatchObject({ exactMatch: 1, [metric]: expect.closeTo(perfect, 6) });
    const best = validations.findLast(({ isBest }) => isBest)!;
    expect(best.metrics).toMatchObject({ exactMatch: 1 });
    expect(best.step).toBeGreaterThan(4);
    expect(printed).toMatch(/exact match +100/);
    expect(printed).toContain(`, ${metric} `);
  });

  it('minds case where the config says so', async () => {
    const { validations } = await trained(
      'training.metric=bleu',
      'training.validation.lowercase=false',
    );
    const { metrics } = validations.at(-1)!;
    expect(metrics).toMatchObject({ exactMatch: 1 });
    expect(metrics?.['bleu']).toBeLessThan(10);
  });

  it('decodes as many sentences as the config says, and as BLEU shall split them', async () => {
    const { validations } = await trained(
      'training.metric=bleu',
      'training.epochs=1',
      'training.validation.sentences=1',
      'training.validation.tokenize=char',
    );
    expect([0, 1]).toContain(validations.at(-1)!.metrics?.['exactMatch']);
    const { validations: plain } = await trained('training.epochs=1');
    expect(Object.keys(plain.at(-1)!.metrics!)).toEqual(['loss', 'perplexity', 'accuracy']);
  });

  it('shows the translations of the weights that it judged', async () => {
    const sets = ['training.metric=exactMatch', 'training.validateEvery=1', 'training.epochs=25'];
    const [plain, averaged] = [await trained(...sets), await trained(...sets, 'training.ema=0.95')];
    const rightFrom = ({ validations }: typeof plain): number =>
      validations.find(({ metrics }) => metrics?.['exactMatch'] === 1)?.step ?? Infinity;
    // The average lags behind, so the weights of the step are right where it is not.
    expect(rightFrom(averaged)).toBeGreaterThan(rightFrom(plain));
    const shown = averaged.printed.split('validation at step').slice(1);
    expect(shown.map((text) => text.split('✓').length - 1)).toEqual(
      averaged.validations.map(({ metrics }) => 3 * metrics!['exactMatch']!),
    );
  });
});
