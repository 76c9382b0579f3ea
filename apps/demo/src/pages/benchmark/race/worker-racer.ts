import type { NamedOutputs, Unsupported, Workload } from '@rondo/workloads';
import { RunWorker } from '../../../live/run/run-worker.ts';
import { graphics } from '../record/record.ts';
import type { Calls, Compared } from '../worker/protocol.ts';
import type { Racer } from './race.ts';

/** A worker with a backend of its own. */
export class WorkerRacer implements Racer {
  readonly id: string;
  readonly #worker: RunWorker<Calls>;

  constructor(id: string) {
    this.id = id;
    const worker = new Worker(new URL('../worker/benchmark-worker.ts', import.meta.url), {
      type: 'module',
    });
    this.#worker = new RunWorker<Calls>(worker, { onEvent: nothing, onEnd: nothing });
  }

  /** Answers what computes. */
  open(): Promise<string> {
    if (this.id === graphics) return this.#worker.call('open', { name: 'webgpu', threads: 1 });
    return this.#worker.call('open', { name: 'threads', threads: Number(this.id) });
  }

  prepare(workload: Workload): Promise<Unsupported | undefined> {
    return this.#worker.call('prepare', workload);
  }

  outputs(): Promise<NamedOutputs> {
    return this.#worker.call('outputs', undefined);
  }

  compare(reference: NamedOutputs): Promise<Compared> {
    return this.#worker.call('compare', reference);
  }

  run(repetitions: number): Promise<number> {
    return this.#worker.call('run', repetitions);
  }

  end(): void {
    this.#worker.end();
  }
}

function nothing(): void {
  // It tells nothing by itself, and calls that wait for it hear of its end.
}
