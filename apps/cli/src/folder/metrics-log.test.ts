import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
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
});
