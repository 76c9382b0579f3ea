import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../protocol.ts';
import { RunWorker, type WorkerPort } from './run-worker.ts';

interface Calls {
  double: { input: number; output: number };
  greet: { input: { readonly name: string }; output: string };
}

/** A worker that keeps what is posted, and answers when it is told to. */
const port = (): WorkerPort & { readonly posted: unknown[]; isEnded: boolean } => ({
  posted: [],
  isEnded: false,
  onmessage: null,
  onerror: null,
  postMessage(message: unknown) {
    this.posted.push(message);
  },
  terminate() {
    this.isEnded = true;
  },
});

const open = () => {
  const worker = port();
  const events: RunEvent<string>[] = [];
  const ends: unknown[] = [];
  const run = new RunWorker<Calls, string>(worker, {
    onEvent: (event) => events.push(event),
    onEnd: (error) => ends.push(error),
  });
  const answer = (data: unknown) => worker.onmessage!({ data } as MessageEvent);
  return { worker, run, events, ends, answer };
};

describe('a worker with a run', () => {
  it('answers each call, in whatever order', async () => {
    const { run, answer, worker } = open();
    const [double, greet] = [run.call('double', 4), run.call('greet', { name: 'Ada' })];
    expect(worker.posted).toEqual([
      { id: 1, name: 'double', input: 4 },
      { id: 2, name: 'greet', input: { name: 'Ada' } },
    ]);
    answer({ id: 2, output: 'Hello Ada' });
    answer({ id: 1, output: 8 });
    expect(await Promise.all([double, greet])).toEqual([8, 'Hello Ada']);
  });

  it('hands errors over with their names', async () => {
    const { run, answer } = open();
    const double = run.call('double', 4);
    answer({ id: 1, fault: { name: 'DataError', message: 'too large' } });
    await expect(double).rejects.toMatchObject({ name: 'DataError', message: 'too large' });
  });

  it('tells what the run tells', () => {
    const { run, answer, events, worker } = open();
    run.steer('pause');
    answer({ event: { kind: 'told', what: 'news' } });
    expect(worker.posted).toEqual([{ steer: 'pause' }]);
    expect(events).toEqual([{ kind: 'told', what: 'news' }]);
  });

  it('leaves nobody waiting when it ends or breaks', async () => {
    const given = open();
    const waiting = given.run.call('double', 1);
    given.run.end();
    await expect(waiting).rejects.toThrow('given up');
    expect(given.worker.isEnded).toBe(true);
    const broken = open();
    const lost = broken.run.call('double', 1);
    broken.worker.onerror!({ message: 'no such file' } as ErrorEvent);
    await expect(lost).rejects.toThrow('no such file');
    expect(broken.ends).toHaveLength(1);
  });
});
