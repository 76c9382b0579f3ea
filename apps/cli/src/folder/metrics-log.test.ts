import { existsSync, mkdirSync } from 'node:fs';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../test/workspace.ts';
import { cutMetrics, MetricsLog, readMetrics, type MetricsLine } from './metrics-log.ts';

const numbers = { epoch: 0, learningRate: 1, gradientNorm: 1, tokens: 1, seconds: 1 };
const step = (n: number): MetricsLine => ({ kind: 'step', step: n, loss: n, ...numbers });
const validation = (n: number): MetricsLine => ({
  kind: 'validation',
  step: n,
  epoch: 0,
  loss: n,
  perplexity: 1,
  isBest: true,
});
const start: MetricsLine = { kind: 'start', time: 'now', fingerprint: 'f' };

describe('metrics log', () => {
  it('is cut back to a checkpoint, be it before or after the validation of its step', async () => {
    const path = new Workspace().path('metrics.jsonl');
    const lines = [
      start,
      step(1),
      step(2),
      validation(2),
      step(3),
      step(4),
      validation(4),
      step(5),
    ];
    const log = new MetricsLog(path);
    for (const line of lines.slice(0, 3)) log.write(line);
    expect(existsSync(path)).toBe(false);
    log.open();
    for (const line of lines.slice(3)) log.write(line);
    log.close();
    await appendFile(path, '{"kind":"step","st');
    expect(await readMetrics(path)).toEqual(lines);
    await cutMetrics(path, 4, 4);
    expect(await readMetrics(path)).toEqual(lines.slice(0, 7));
    await cutMetrics(path, 4, 2);
    expect(await readMetrics(path)).toEqual(lines.slice(0, 6));
    expect((await readFile(path, 'utf8')).endsWith('}\n')).toBe(true);
  });

  it('is empty where there is none', async () => {
    expect(await readMetrics(new Workspace().path('metrics.jsonl'))).toEqual([]);
  });

  it('is never taken for empty, nor touched, where it cannot be read', async () => {
    const workspace = new Workspace();
    const path = workspace.path('metrics.jsonl');
    mkdirSync(path);
    await expect(readMetrics(path)).rejects.toThrow(`cannot read ${path}: it is a folder`);
    await expect(cutMetrics(path, 1, 1)).rejects.toThrow('there is a folder of this name');
    expect(await readdir(workspace.folder)).toEqual(['metrics.jsonl']);
  });

  it('is read whole where a character lies across two reads, and cut where it is long', async () => {
    const path = new Workspace().path('metrics.jsonl');
    const log = new MetricsLog(path);
    const lines: MetricsLine[] = [{ ...start, time: 'ü\u2028😀'.repeat(30_001) }];
    for (let n = 1; n <= 20_000; n++) lines.push(step(n));
    log.open();
    for (const line of lines) log.write(line);
    log.close();
    await cutMetrics(path, 19_999, 0);
    expect(await readMetrics(path)).toEqual(lines.slice(0, -1));
  });
});
