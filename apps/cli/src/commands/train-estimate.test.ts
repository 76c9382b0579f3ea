import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tinyConfig, Workspace } from '../../test/workspace.ts';

describe('rondo train --dry-run', () => {
  it('tells of data, layers and costs, and leaves everything as it was', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const first = await workspace.rondo('train tiny.yaml --dry-run');
    expect(first).toMatchObject({ code: 0, complaint: '' });
    expect(first.printed).toMatch(/train: 48 pairs; seen before/);
    expect(first.printed).toMatch(/^encoder\.rnn\.cells\.0\.0 +\d+ × \d+ × 5 +\d+ /m);
    expect(first.printed).toMatch(/Estimate: .* parameters, 6 steps, .*FLOP, .*of memory, about/);
    expect(existsSync(workspace.path('run'))).toBe(false);
    await workspace.rondo('train tiny.yaml --set training.epochs=1');
    const before = readFileSync(workspace.path('run/last.safetensors'));
    // A run in the folder is in nobody's way.
    expect(await workspace.rondo('train tiny.yaml --dry-run')).toMatchObject({ code: 0 });
    expect(readFileSync(workspace.path('run/last.safetensors'))).toEqual(before);
    expect(await workspace.rondo('train --resume --dry-run')).toMatchObject({ code: 2 });
  });
});

describe('the estimate of a run', () => {
  it('is shown before the first step, and kept in the log and in the report', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const { printed } = await workspace.rondo('train tiny.yaml');
    expect(printed.indexOf('Estimate: ')).toBeGreaterThan(printed.indexOf('layer  '));
    expect(printed.indexOf('validation at step 2')).toBeGreaterThan(printed.indexOf('Estimate: '));
    const line = readFileSync(workspace.path('run/metrics.jsonl'), 'utf8').split('\n')[0]!;
    const { estimate } = JSON.parse(line) as { estimate: Record<string, unknown> };
    expect(estimate).toMatchObject({
      steps: 6,
      flops: expect.any(Number),
      seconds: { total: expect.any(Number) },
      memory: { total: expect.any(Number) },
    });
    const report = readFileSync(workspace.path('run/report.html'), 'utf8');
    expect(report).toContain('<th scope="row">steps</th><td>6</td><td>6</td>');
    expect(report).toContain('<td>encoder.rnn.cells.0.0</td>');
  });
});

describe('training.maxTokens: auto', () => {
  const auto = ['training.maxTokens=auto', 'training.memory=1'].flatMap((set) => ['--set', set]);

  it('is what the memory has room for, and stays that in the run', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig.replace('train: 48', 'train: 20000'));
    const epochs = ['--set', 'training.epochs=0.01'];
    const { code, printed } = await workspace.rondo(['train', 'tiny.yaml', ...auto, ...epochs]);
    expect(code).toBe(0);
    const tokens = Number(/Batches: up to (\d+) tokens, as fits the memory/.exec(printed)?.[1]);
    expect(tokens).toBeGreaterThan(20);
    const config = readFileSync(workspace.path('run/config.yaml'), 'utf8');
    expect(config).toContain(`maxTokens: ${tokens}\n`);
    const more = ['--set', 'training.epochs=0.02'];
    // The stored config has the number, the first one says auto.
    expect((await workspace.rondo(['train', '--resume', ...more])).code).toBe(0);
    const again = await workspace.rondo(['train', 'tiny.yaml', '--resume', ...auto, ...more]);
    expect(again).toMatchObject({ code: 0, complaint: '' });
    const known = readFileSync(workspace.path('run/config.yaml'), 'utf8');
    expect(known).toContain(`maxTokens: ${tokens}\n`);
  });

  it('says so where the batches of an epoch bound it, and not the memory', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const memory = ['--set', 'training.memory=500', '--dry-run'];
    const { printed } = await workspace.rondo(['train', 'tiny.yaml', ...auto, ...memory]);
    expect(printed).toMatch(
      /Batches: up to \d+ tokens, so that an epoch has a hundred batches or so; the memory has room for \d+\n/,
    );
  });

  it('says when the model alone does not fit', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig.replace('embeddingSize: 6', 'embeddingSize: 6000'));
    const { code, complaint } = await workspace.rondo(['train', 'tiny.yaml', ...auto]);
    expect(code).toBe(1);
    expect(complaint).toContain('leave no room for a token');
    const odd = await workspace.rondo('train tiny.yaml --set training.maxTokens=most');
    expect(odd.complaint).toContain('training.maxTokens: expected');
  });
});
