import type { CallName, Calls, Posted, Request, RunEvent } from '../worker/protocol.ts';

/** An error of the worker, with the name and the text that it had there. */
export class WorkerError extends Error {
  constructor({ name, message }: { readonly name: string; readonly message: string }) {
    super(message);
    this.name = name;
  }
}

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: unknown) => void;
}

/** A worker with one run, as the page sees it. */
export class RunWorker {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  /** `onEnd` is told where the worker itself cannot go on. */
  constructor(onEvent: (event: RunEvent) => void, onEnd: (error: unknown) => void) {
    this.#worker = new Worker(new URL('../worker/translate-worker.ts', import.meta.url), {
      type: 'module',
    });
    this.#worker.onmessage = ({ data }: MessageEvent<Posted>) => {
      if ('event' in data) onEvent(data.event);
      else this.#settle(data);
    };
    this.#worker.onerror = (event) => {
      const error = new Error(event.message || 'the worker could not be loaded');
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
      onEnd(error);
    };
  }

  /** Asks the worker. */
  call<Name extends CallName>(
    name: Name,
    ...[input]: Calls[Name]['input'] extends undefined ? [] : [Calls[Name]['input']]
  ): Promise<Calls[Name]['output']> {
    const id = ++this.#last;
    return new Promise<Calls[Name]['output']>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve, reject });
      const request: Request<Name> = { id, name, input: input };
      this.#worker.postMessage(request);
    });
  }

  /** Ends it, whatever it does; all its memory is free then. */
  end(): void {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new Error('the run was given up'));
    this.#waiting.clear();
  }

  #settle(reply: Exclude<Posted, { event: RunEvent }>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if ('fault' in reply) waiting?.reject(new WorkerError(reply.fault));
    else waiting?.resolve(reply.output as never);
  }
}
