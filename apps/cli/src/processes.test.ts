import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleCommand, start, type Started } from '../test/real-process.ts';
import { tinyModel } from '../test/tiny-model.ts';

const loadScript = fileURLToPath(new URL('../scripts/load-serve.mjs', import.meta.url));

let program: string;
let model: string;
beforeAll(async () => {
  [program, model] = await Promise.all([bundleCommand(), tinyModel()]);
});

const rondo = (command: string, flags: readonly string[] = []): Started =>
  start(program, ['--threads', '1', ...command.split(' ')], { flags });

/** Waits until a process has said something. */
async function said({ printed, ended }: Started, pattern: RegExp): Promise<RegExpExecArray> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (;;) {
    const found = pattern.exec(printed());
    if (found) return found;
    if (isOver) throw new Error(JSON.stringify(await ended));
    await setTimeout(20);
  }
}

/** Settles once a service is at work on something. */
async function taken(url: string): Promise<void> {
  for (;;) {
    const report = (await (await fetch(`${url}/health`)).json()) as { load: { sentences: number } };
    if (report.load.sentences > 0) return;
  }
}

describe('rondo as a process', () => {
  it('translates a pipe line by line as it is typed', async () => {
    const talk = rondo(`translate -m ${model}`);
    talk.process.stdin.write('3 1 4\n');
    await said(talk, /^[^\n]*\n/);
    talk.process.stdin.end('1 5\n\n9');
    const { code, printed, complaint } = await talk.ended;
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(printed.split('\n')).toHaveLength(5);
    expect(printed.split('\n')[2]).toBe('');
  });

  it('translates a long pipe in order and in little memory, however slow its reader', async () => {
    const lines = 60_000;
    const { process: child, ended } = rondo(
      `translate -m ${model} --max-length 1 --json --batch-size 512`,
      ['--max-old-space-size=48'],
    );
    child.stdout.pause();
    let sent = 0;
    const blanks = ' '.repeat(40);
    const feed = (async () => {
      for (let at = 1; at <= lines; at += 1000) {
        const text = Array.from(
          { length: 1000 },
          (_, n) => `${(at + n) % 10} ${(at * n) % 7}${blanks}\n`,
        );
        sent += 1000;
        if (!child.stdin.write(text.join('')))
          await new Promise((resolve) => child.stdin.once('drain', resolve));
      }
      child.stdin.end();
    })();
    await setTimeout(1500);
    // Nobody reads its output, so it must have stopped reading its input.
    expect(sent).toBeLessThan(lines);
    child.stdout.resume();
    await feed;
    const { code, printed, complaint } = await ended;
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    const numbers = printed
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { line: number }).line);
    expect(numbers).toEqual(Array.from({ length: lines }, (_, n) => n + 1));
  });

  it('ends quietly when the reader of its output has left', async () => {
    const { process: child, ended } = rondo(`translate -m ${model}`);
    const typing = setInterval(() => child.stdin.write('1 2 3\n'), 20);
    child.stdout.once('data', () => child.stdout.destroy());
    const { code, complaint } = await ended;
    clearInterval(typing);
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('writes what is done and ends at %s', async (signal) => {
    const talk = rondo(`translate -m ${model}`);
    talk.process.stdin.write('3 1 4\n');
    await said(talk, /\n/);
    talk.process.kill(signal);
    const { code, printed, complaint } = await talk.ended;
    expect({ code, complaint }).toEqual({ code: 130, complaint: '' });
    expect(printed.split('\n')).toHaveLength(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, and answers what has begun',
    async (signal) => {
      const service = rondo(`serve -m ${model} --port 0 --batch-window 300`);
      const [url] = await said(service, /http:\S+(?=;)/);
      const begun = fetch(`${url}/translate`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"text": "1 2"}',
      });
      await taken(url);
      service.process.kill(signal);
      expect((await begun).status).toBe(200);
      expect(await service.ended).toMatchObject({ code: 0, signal: null });
    },
  );

  it('stands 8 clients at a time', async () => {
    const args = ['--program', program, '--model', model, '--clients', '8', '--seconds', '4'];
    const { code, printed, complaint } = await start(loadScript, [
      ...args,
      '--growth',
      '1',
      '--json',
    ]).ended;
    expect({ code, complaint }).toEqual({
      code: 0,
      complaint: expect.stringMatching(/^Ending.*\n$/),
    });
    const report = JSON.parse(printed) as Record<string, unknown>;
    expect(report).toMatchObject({ clients: 8, errors: 0 });
    expect(report['requests']).toBeGreaterThan(20);
  });
});
