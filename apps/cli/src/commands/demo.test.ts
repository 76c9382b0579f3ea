import { parseConfig } from '@rondo/seq2seq';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FakeIo } from '../../test/fake-io.ts';
import { Workspace } from '../../test/workspace.ts';
import { datesConfig, demoDates } from './demo.ts';

describe('rondo demo dates', () => {
  it('is the example', () => {
    const example = readFileSync(
      new URL('../../../../examples/dates.yaml', import.meta.url),
      'utf8',
    );
    expect(parseConfig(parse(example))).toEqual(datesConfig);
  });

  it('trains, tries out, tells the accuracy and what to do next; a second run leaves the first alone', async () => {
    const workspace = new Workspace();
    const config = parseConfig({
      data: { task: 'dates', train: 3, validation: 1, test: 2 },
      model: { embeddingSize: 5, hiddenSize: 4 },
      training: { epochs: 2, maxTokens: 400 },
    });
    const best: Uint8Array[] = [];
    mkdirSync(workspace.path('runs/dates-3'), { recursive: true });
    workspace.file('runs/dates-3/report.html', 'of the user');
    for (const name of ['runs/dates', 'runs/dates-2', 'runs/dates-4']) {
      const io = new FakeIo(workspace.folder);
      io.chooseBackend(1);
      expect(await demoDates('runs/dates', config, io)).toBe(0);
      expect(io.printed).toContain('Dates that the model has never seen:\n');
      expect(io.printed).toContain('Exact match on 40 unseen dates: ');
      expect(io.printed).toContain(`open ${name}/report.html`);
      best.push(readFileSync(workspace.path('runs/dates/best.safetensors')));
      writeFileSync(workspace.path('runs/dates/best.safetensors'), 'mine');
    }
    expect(best.slice(1).map(String)).toEqual(['mine', 'mine']);
    expect(readdirSync(workspace.path('runs/dates-3'))).toEqual(['report.html']);
    const report = readFileSync(workspace.path('runs/dates/report.html'), 'utf8');
    expect(report).toContain('Training run: dates');
    expect(report).toContain('data-chart="attention-3"');
  });
});
