import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeIo } from '../../test/fake-io.ts';
import { tinyConfig, Workspace } from '../../test/workspace.ts';
import type { MetricsLine } from '../folder/metrics-log.ts';
import { tensorBytes } from '../../test/tensor-bytes.ts';

const linesOf = (path: string): MetricsLine[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as MetricsLine);

/** What a log says of steps and validations, without what differs from run to run. */
const learned = (path: string) =>
  linesOf(path)
    .filter((line) => line.kind === 'step' || line.kind === 'validation')
    .map(({ kind, step, loss }) => ({ kind, step, loss }));

describe('rondo train --resume', () => {
  it('goes on bit for bit after more epochs are asked for', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const whole = await workspace.rondo('train tiny.yaml --out whole');
    expect(whole).toMatchObject({ code: 0, complaint: '' });
    expect(whole.printed).toContain('6 steps to take');
    expect(whole.printed).toMatch(
      /Estimate: .* parameters, 6 steps, .*FLOP, .*B of memory, about .* seconds? \(.*FLOP\/s\)\n/,
    );
    expect(readdirSync(workspace.path('whole')).toSorted()).toEqual([
      'best.safetensors',
      'config.yaml',
      'last.safetensors',
      'metrics.jsonl',
      'report.html',
      'tensorboard',
    ]);
    // The schedule is the same for any number of epochs, so stopping early is half a run.
    await workspace.rondo('train tiny.yaml --out half --set training.epochs=1.5');
    const before = learned(workspace.path('half/metrics.jsonl'));
    expect(before.filter(({ kind }) => kind === 'step')).toHaveLength(3);
    const rest = await workspace.rondo('train --out half --resume --set training.epochs=3');
    expect(rest.code).toBe(0);
    expect(rest.printed).toContain('Going on after step 3\ntraining.epochs: 1.5 → 3\n');
    expect(tensorBytes(workspace.path('half/last.safetensors'))).toEqual(
      tensorBytes(workspace.path('whole/last.safetensors')),
    );
    const steps = (name: string) =>
      learned(workspace.path(`${name}/metrics.jsonl`)).filter(({ kind }) => kind === 'step');
    expect(steps('half')).toEqual(steps('whole'));
  });

  it('goes on bit for bit after Ctrl-C, and drops what was logged after the checkpoint', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    await workspace.rondo('train tiny.yaml --out whole');
    const io = new FakeIo(workspace.folder);
    io.onWrite = (text) => {
      if (text.includes('validation at step 4')) io.pressCtrlC();
    };
    const stopped = await workspace.rondo('train tiny.yaml --out run', io);
    expect(stopped.code).toBe(130);
    expect(stopped.printed).toContain(
      'Stopped after step 4. Go on with: rondo train --out run --resume\n',
    );
    expect(existsSync(workspace.path('run/report.html'))).toBe(false);
    const log = workspace.path('run/metrics.jsonl');
    const [, line] = linesOf(log);
    writeFileSync(log, `${readFileSync(log, 'utf8')}${JSON.stringify({ ...line, step: 5 })}\n{"ki`);
    writeFileSync(workspace.path('run/.last.safetensors.999999999.rondo-tmp'), 'left behind');
    expect((await workspace.rondo('train tiny.yaml --out run --resume')).code).toBe(0);
    expect(tensorBytes(workspace.path('run/last.safetensors'))).toEqual(
      tensorBytes(workspace.path('whole/last.safetensors')),
    );
    expect(tensorBytes(workspace.path('run/best.safetensors'))).toEqual(
      tensorBytes(workspace.path('whole/best.safetensors')),
    );
    expect(learned(log)).toEqual(learned(workspace.path('whole/metrics.jsonl')));
    expect(readdirSync(workspace.path('run')).filter((name) => name.endsWith('tmp'))).toEqual([]);
  });

  it('refuses another model, another task and changed files', async () => {
    const workspace = new Workspace();
    workspace.file('de', 'a b\nb c\nc d e\n');
    workspace.file('en', 'x y\ny z\nz w v\n');
    workspace.file(
      'files.yaml',
      `data: { train: { source: de, target: en }, validation: { source: de, target: en } }
model: { embeddingSize: 4, hiddenSize: 3 }
training: { epochs: 1 }
`,
    );
    expect((await workspace.rondo('train files.yaml')).code).toBe(0);
    const before = readFileSync(workspace.path('run/last.safetensors'));
    const other = await workspace.rondo(
      'train files.yaml --resume --set model.layers=2 --set training.epochs=2',
    );
    expect(other.code).toBe(1);
    expect(other.complaint).toContain('with other data or another model:\n  model.layers: 1 → 2\n');
    expect(other.complaint).not.toContain('epochs');
    workspace.file('en', 'x y\ny z\nz w w\n');
    const changed = await workspace.rondo('train files.yaml --resume');
    expect(changed.complaint).toContain('the training pairs are not those it began with');
    expect(readFileSync(workspace.path('run/last.safetensors'))).toEqual(before);
  });

  it('refuses changed files although the log has gone, and leaves the folder as it was', async () => {
    const workspace = new Workspace();
    const pairs = Array.from({ length: 12 }, (_, i) => `a${i % 4} b${i % 3}`);
    for (const name of ['in.txt', 'out.txt']) workspace.file(name, `${pairs.join('\n')}\n`);
    const files = '{ source: in.txt, target: out.txt }';
    workspace.file(
      'files.yaml',
      `data: { train: ${files}, validation: ${files} }\nmodel: { embeddingSize: 4, hiddenSize: 4 }\ntraining: { epochs: 1, maxTokens: 16 }\n`,
    );
    expect(await workspace.rondo('train files.yaml --out run')).toMatchObject({ code: 0 });
    writeFileSync(workspace.path('in.txt'), `${pairs.toReversed().join('\n')}\n`);
    writeFileSync(workspace.path('run/metrics.jsonl'), '{"kind":"step","step":99,"loss":1}\n');
    const before = ['config.yaml', 'metrics.jsonl'].map((name) =>
      readFileSync(workspace.path(`run/${name}`), 'utf8'),
    );
    const refused = await workspace.rondo('train --out run --resume --set training.epochs=2');
    expect(refused.code).toBe(1);
    expect(refused.complaint).toContain('not what the checkpoint was trained on');
    expect(
      ['config.yaml', 'metrics.jsonl'].map((name) =>
        readFileSync(workspace.path(`run/${name}`), 'utf8'),
      ),
    ).toEqual(before);
  });

  it('refuses to start in a folder that holds a run, and to resume where there is none', async () => {
    const workspace = new Workspace();
    workspace.file('tiny.yaml', tinyConfig);
    const none = await workspace.rondo('train tiny.yaml --resume');
    expect(none).toMatchObject({ code: 1 });
    expect(none.complaint).toContain('no run to resume; leave --resume out');
    await workspace.rondo('train tiny.yaml --set training.epochs=1');
    const again = await workspace.rondo('train tiny.yaml');
    expect(again).toMatchObject({ code: 1 });
    expect(again.complaint).toContain('run already holds a run; add --resume to go on with it');
    const anew = await workspace.rondo('train tiny.yaml --overwrite --set training.epochs=1');
    expect(anew.code).toBe(0);
    const both = await workspace.rondo('train tiny.yaml --overwrite --resume');
    expect(both).toMatchObject({ code: 2 });
    const other = await workspace.rondo('train --out other --resume');
    expect(other.complaint).toContain('other/last.safetensors is not there, so there is no run');
  });
});
