import { describe, expect, it } from 'vitest';
import type { RunFacts } from '../protocol.ts';
import { LiveRun } from './live-run.ts';
import type { WorkerPort } from './run-worker.ts';

interface Calls {
  start: { input: string; output: RunFacts };
}

interface Request {
  readonly id: number;
  readonly name: string;
  readonly input: string;
}

/** A worker that does what a test has it do. */
class Port implements WorkerPort {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly posted: unknown[] = [];
  isEnded = false;

  postMessage(message: unknown): void {
    this.posted.push(message);
  }

  terminate(): void {
    this.isEnded = true;
  }

  tell(data: unknown): void {
    this.onmessage!({ data } as MessageEvent);
  }

  answer(facts: Partial<RunFacts>): void {
    const { id } = this.posted.find((one) => 'id' in (one as object)) as Request;
    const backend = { name: 'cpu', words: 'CPU' };
    const output = { step: 0, totalSteps: 9, canTrain: true, losses: [], backend, ...facts };
    this.tell({ id, output });
  }

  refuse(message: string): void {
    const { id } = this.posted.find((one) => 'id' in (one as object)) as Request;
    this.tell({ id, fault: { name: 'DataError', message } });
  }
}

class Run extends LiveRun<Calls, RunFacts, string> {
  readonly ports: Port[] = [];
  heard: string[] = [];

  start(input: string, after?: Promise<boolean>): Promise<boolean> {
    return this.begin((worker) => worker.call('start', input), after ? { after } : {});
  }

  protected override open(): WorkerPort {
    const port = new Port();
    this.ports.push(port);
    return port;
  }

  protected override hear(own: string): void {
    this.heard.push(own);
  }

  protected override forget(): void {
    this.heard = [];
  }
}

/** A run that takes steps. */
const training = async () => {
  const run = new Run('words');
  const begun = run.start('first');
  expect(run.phase.value).toBe('preparing');
  run.ports[0]!.answer({ totalSteps: 40 });
  expect(await begun).toBe(true);
  return run;
};

const step = (n: number) => ({
  event: {
    kind: 'progress',
    step: n,
    totalSteps: 40,
    losses: [{ step: n, loss: 1 }],
    amountPerSecond: 1,
    secondsLeft: 1,
  },
});

describe('a run of a page', () => {
  it('trains once its worker has it', async () => {
    const run = await training();
    expect(run.phase.value).toBe('training');
    expect(run.ports[0]!.posted.at(-1)).toEqual({ steer: 'train' });
  });

  it('goes on while another one is prepared, and stays where that is refused', async () => {
    const run = await training();
    const begun = run.start('what is none');
    expect(run.isPreparing.value).toBe(true);
    run.ports[0]!.tell(step(7));
    expect([run.phase.value, run.step.value]).toEqual(['training', 7]);
    run.ports[1]!.refuse('no tab');
    expect(await begun).toBe(false);
    expect(run.fault.value).toMatchObject({ name: 'DataError', message: 'no tab' });
    expect(run.ports.map(({ isEnded }) => isEnded)).toEqual([false, true]);
    run.ports[0]!.tell(step(8));
    expect([run.phase.value, run.step.value, run.isReady.value]).toEqual(['training', 8, true]);
    expect(run.isPreparing.value).toBe(false);
  });

  it('is replaced as a whole when the other one is there', async () => {
    const run = await training();
    run.ports[0]!.tell(step(7));
    run.ports[0]!.tell({ event: { kind: 'told', what: 'news' } });
    const begun = run.start('second');
    expect(run.heard).toEqual(['news']);
    run.ports[1]!.answer({ totalSteps: 5 });
    expect(await begun).toBe(true);
    expect(run.ports.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect([run.step.value, run.totalSteps.value, run.losses.value]).toEqual([0, 5, []]);
    expect(run.heard).toEqual([]);
    expect(run.phase.value).toBe('training');
  });

  it('takes the last one that was asked for', async () => {
    const run = await training();
    const [second, third] = [run.start('second'), run.start('third')];
    expect(run.ports[1]!.isEnded).toBe(true);
    expect(await second).toBe(false);
    expect(run.fault.value).toBeUndefined();
    run.ports[2]!.answer({ totalSteps: 3 });
    expect(await third).toBe(true);
    expect(run.totalSteps.value).toBe(3);
  });

  it('beside another one is taken only with that', async () => {
    const run = await training();
    const refused = run.start('second', Promise.resolve(false));
    run.ports[1]!.answer({ totalSteps: 3 });
    expect(await refused).toBe(false);
    expect([run.phase.value, run.totalSteps.value]).toEqual(['training', 40]);
    const broken = run.start('third', Promise.resolve(true));
    run.ports[2]!.refuse('too large');
    expect(await broken).toBe(false);
    expect([run.phase.value, run.isReady.value]).toEqual(['empty', false]);
    expect(run.fault.value).toMatchObject({ message: 'too large' });
  });

  it('is empty again where the first one is refused', async () => {
    const run = new Run('words');
    const begun = run.start('what is none');
    run.ports[0]!.refuse('no tab');
    expect(await begun).toBe(false);
    expect([run.phase.value, run.isPreparing.value]).toEqual(['empty', false]);
  });
});
