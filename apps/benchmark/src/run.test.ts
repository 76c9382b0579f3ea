import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { contestantResult, resultsOf, timedCell, workloadResult } from '../test/fakes.ts';
import { run } from './run.ts';

let folder: string;
let printed: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-'));
  printed = '';
  const print = (text: unknown): boolean => {
    printed += String(text);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(print);
  vi.spyOn(process.stderr, 'write').mockImplementation(print);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** A file of results in which adam takes so long. */
async function saved(milliseconds: number): Promise<string> {
  const results = resultsOf(
    [contestantResult('rondo'), contestantResult('torch')],
    [workloadResult('adam', { rondo: timedCell(milliseconds), torch: timedCell(5) })],
  );
  const file = join(folder, 'results.json');
  await writeFile(file, JSON.stringify(results));
  return file;
}

describe('run', () => {
  it('ends with 1 where a bar is missed, and with 0 where none is', async () => {
    expect(await run(['--from', await saved(6), '--bars'])).toBe(1);
    expect(printed).toMatch(/^FAIL +adam: times as fast as torch: wanted > 1; 0\.833/m);
    expect(await run(['--from', await saved(4), '--bars'])).toBe(0);
    expect(printed).toMatch(/^PASS +adam/m);
    expect(await run(['--from', await saved(6)])).toBe(0);
  });

  it('shows the bars of what ran, and counts the others in one line', async () => {
    await run(['--from', await saved(4), '--bars']);
    const lines = printed.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^NOT MEASURED \d\d bars of what did not run$/);
    printed = '';
    await run(['--from', await saved(4), '--bars', '--markdown']);
    expect(printed).toMatch(/Not measured: \d\d bars of what did not run\./);
    expect(printed).not.toContain('| NOT MEASURED |');
  });

  it.each(['not JSON', '[]', 'null', '{"format":2}', '{"format":1,"date":"","workloads":[{}]}'])(
    'does not take %j for results',
    async (text) => {
      const file = join(folder, 'other.json');
      await writeFile(file, text);
      expect(await run(['--from', file])).toBe(1);
      expect(printed).toContain('holds no results of a benchmark');
    },
  );

  it('writes what it is asked for', async () => {
    const [json, html, markdown] = ['a.json', 'a.html', 'a.md'].map((name) => join(folder, name));
    const from = await saved(4);
    const argv = ['--from', from, '--json', json!, '--html', html!, '--markdown', markdown!];
    expect(await run(argv)).toBe(0);
    expect(JSON.parse(await readFile(json!, 'utf8'))).toEqual(
      JSON.parse(await readFile(from, 'utf8')),
    );
    expect(await readFile(html!, 'utf8')).toContain('<!doctype html>');
    expect(await readFile(markdown!, 'utf8')).toContain('| adam | 4 | 5 (1.25×) |');
  });

  it('lists workloads and contestants without starting any', async () => {
    expect(await run(['--list', '--threads', '1,3'])).toBe(0);
    expect(printed).toContain('gemm_1x256x1024');
    expect(printed).toContain('rondo-t3');
    expect(printed).toContain('torch');
  });

  it('lists who computes on the graphics device', async () => {
    expect(await run(['--list', '--webgpu', '--peers', 'tfjs-webgpu'])).toBe(0);
    const lines = printed.trim().split('\n');
    const ids = lines.slice(lines.indexOf('') + 1).map((line) => line.split(' ')[0]);
    expect(ids).toEqual(['rondo-webgpu', 'rondo', 'tfjs-webgpu']);
  });

  it.each([
    [['--only', 'nothing'], "no workload begins with 'nothing'"],
    [['--peers', 'nobody'], "no contestant 'nobody'"],
    [['--rounds', '0'], 'Expected a whole number'],
    [['--what'], 'unknown option'],
    [['--from', 'no-such-file.json'], 'ENOENT'],
    [['--threads', '200'], 'Expected a whole number from 1 to 64.'],
    [['--threads', ','], 'Expected numbers of threads'],
    [['--json', 'no/such/a.json'], '--json no/such/a.json: there is no folder no/such'],
    [['--html', 'no/such/a.html'], 'there is no folder no/such'],
    [['--markdown', 'no/such/a.md'], 'there is no folder no/such'],
    [['--json', tmpdir()], 'is a folder'],
  ])('%j is refused', async (argv, message) => {
    expect(await run(argv)).toBe(1);
    expect(printed).toContain(message);
  });
});
