import { WorkerError } from '../fault.ts';
import type { Asked, CallTable, Posted, Reply, RunEvent, Steering } from '../protocol.ts';

/** What a worker needs to have here. */
export interface WorkerPort {
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: unknown) => void;
}

export interface RunWorkerListeners<Own> {
  readonly onEvent: (event: RunEvent<Own>) => void;
  /** Told where the worker itself cannot go on. */
  readonly onEnd: (error: unknown) => void;
}

/** A worker with one run, as the page sees it. */
export class RunWorker<Calls extends CallTable<Calls>, Own = never> {
  readonly #worker: WorkerPort;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(worker: WorkerPort, { onEvent, onEnd }: RunWorkerListeners<Own>) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Posted<Calls, Own>>) => {
      if ('event' in data) onEvent(data.event);
      else this.#settle(data);
    };
    worker.onerror = (event) => {
      const error = new Error(event.message || 'the worker could not be loaded');
      this.#rejectAll(error);
      onEnd(error);
    };
  }

  /**
   * Asks the worker.
   * @throws WorkerError with the name and the text of the worker's error.
   */
  call<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
  ): Promise<Calls[Name]['output']> {
    const id = ++this.#last;
    return new Promise<Calls[Name]['output']>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ id, name, input });
    });
  }

  /** Has the run take steps, or rest; what becomes of it is told. */
  steer(steer: Steering): void {
    this.#post({ steer });
  }

  /** Ends it, whatever it does; all its memory is free then. */
  end(): void {
    this.#worker.terminate();
    this.#rejectAll(new Error('the run was given up'));
  }

  #post(message: Asked<Calls>): void {
    this.#worker.postMessage(message);
  }

  #settle(reply: Reply<Calls>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('fault' in reply) waiting?.reject(new WorkerError(reply.fault));
    else waiting?.resolve(reply.output as never);
  }

  #rejectAll(error: unknown): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
