import type { OutputToken } from '@rondo/seq2seq';
import type { BatchSize } from '../translation/plan-batches.ts';
import { Bell } from '../translation/bell.ts';

/** A sentence to work on. */
export interface Sentence {
  readonly text: string;
  /** What it takes of `BatchSize.tokens`. */
  readonly tokens: number;
  /** Which random numbers it gets. */
  readonly stream: number;
  /** Told each token as it is chosen, and its place from 1: those of a sentence come again where it is worked on again. */
  readonly onToken?: ((token: OutputToken, place: number) => void) | undefined;
}

/** Works on sentences side by side, all with the same settings. */
export type Work<Settings, Result> = (
  sentences: readonly Sentence[],
  settings: Settings,
  signal: AbortSignal,
) => Promise<readonly Result[]>;

export interface BatcherOptions {
  readonly batch: BatchSize;
  /** Milliseconds that the first sentence waits for company when nothing else is going on. */
  readonly window: number;
}

/**
 * Puts the sentences of many requests into batches. Requests with equal settings share batches, sentence by sentence in turns, so that a small one need not wait
 * for the end of a large one; the others take turns batch by batch.
 */
export class Batcher<Settings, Result> {
  readonly #work: Work<Settings, Result>;
  readonly #options: BatcherOptions;
  /** Requests with sentences that nobody works on yet, in the order of their turns. */
  #queue: PendingRequest<Settings, Result>[] = [];
  readonly #arrival = new Bell();
  #waiting = 0;
  #running = 0;
  #loop: Promise<void> | undefined;

  constructor(work: Work<Settings, Result>, options: BatcherOptions) {
    this.#work = work;
    this.#options = options;
  }

  /** Sentences that wait or are worked on. */
  get load(): number {
    return this.#waiting + this.#running;
  }

  /** Works on the sentences of one request; rejects with the signal's reason once it is aborted, and what has not begun is dropped. */
  submit(
    sentences: readonly Sentence[],
    settings: Settings,
    signal: AbortSignal,
  ): Promise<readonly Result[]> {
    if (sentences.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const request = new PendingRequest<Settings, Result>(sentences, settings, resolve, reject);
      const abandon = (): void => this.#abandon(request, signal.reason);
      signal.addEventListener('abort', abandon, { once: true });
      request.onEnd = () => signal.removeEventListener('abort', abandon);
      this.#queue.push(request);
      this.#waiting += sentences.length;
      this.#arrival.ring();
      this.#loop ??= this.#run();
    });
  }

  /** Waits until there is nothing to do. */
  async idle(): Promise<void> {
    while (this.#loop) await this.#loop;
  }

  async #run(): Promise<void> {
    await this.#company();
    while (this.#queue.length > 0) await this.#runBatch(this.#take());
    this.#loop = undefined;
  }

  /** Waits for a full batch or the end of the window. */
  async #company(): Promise<void> {
    const { window, batch } = this.#options;
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      this.#arrival.ring();
    }, window);
    while (!isOver && this.#waiting < batch.sentences) await this.#arrival.wait();
    clearTimeout(timer);
  }

  /** The sentences of the next batch, in turns; requests that have more left go to the end of the queue. */
  #take(): Part<Settings, Result>[] {
    const { batch } = this.#options;
    const key = this.#queue[0]!.key;
    const parts: Part<Settings, Result>[] = [];
    let longest = 0;
    let sharing = this.#queue.filter((request) => request.key === key);
    while (sharing.length > 0 && parts.length < batch.sentences) {
      sharing = sharing.filter((request) => {
        const next = request.next;
        if (!next || parts.length >= batch.sentences) return false;
        const most = Math.max(longest, next.tokens);
        if (parts.length > 0 && most * (parts.length + 1) > batch.tokens) return false;
        longest = most;
        parts.push({ request, place: request.begin() });
        return true;
      });
    }
    const taken = new Set(parts.map(({ request }) => request));
    const [others, served] = [false, true].map((was) =>
      this.#queue.filter((request) => request.next && taken.has(request) === was),
    );
    this.#queue = [...others!, ...served!];
    this.#waiting -= parts.length;
    return parts;
  }

  async #runBatch(parts: readonly Part<Settings, Result>[]): Promise<void> {
    this.#running = parts.length;
    await this.#try(parts);
  }

  /** Works on sentences together; where that fails, on those of each request alone, so that none fails for another's. */
  async #try(parts: readonly Part<Settings, Result>[]): Promise<void> {
    const controller = new AbortController();
    const requests = [...new Set(parts.map(({ request }) => request))];
    for (const request of requests) {
      request.onAbandon = () => {
        if (requests.every(({ isOver }) => isOver)) controller.abort();
      };
    }
    try {
      const sentences = parts.map(({ request, place }) => request.sentences[place]!);
      const results = await this.#work(sentences, requests[0]!.settings, controller.signal);
      this.#running -= parts.length;
      for (const [n, { request, place }] of parts.entries()) request.finish(place, results[n]!);
    } catch (error) {
      if (requests.length > 1) {
        for (const request of requests) {
          const own = parts.filter((part) => part.request === request);
          if (request.isOver) this.#running -= own.length;
          else await this.#try(own);
        }
        return;
      }
      this.#running -= parts.length;
      for (const request of requests) {
        this.#drop(request);
        request.fail(error);
      }
    } finally {
      for (const request of requests) request.onAbandon = undefined;
    }
  }

  #abandon(request: PendingRequest<Settings, Result>, reason: unknown): void {
    this.#drop(request);
    request.fail(reason);
    request.onAbandon?.();
    this.#arrival.ring();
  }

  /** Takes what has not begun out of the queue. */
  #drop(request: PendingRequest<Settings, Result>): void {
    const at = this.#queue.indexOf(request);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    this.#waiting -= request.left;
  }
}

/** A sentence of a batch. */
interface Part<Settings, Result> {
  readonly request: PendingRequest<Settings, Result>;
  readonly place: number;
}

class PendingRequest<Settings, Result> {
  readonly sentences: readonly Sentence[];
  readonly settings: Settings;
  readonly key: string;
  isOver = false;
  onEnd: () => void = () => undefined;
  onAbandon: (() => void) | undefined;
  readonly #resolve: (results: readonly Result[]) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #results: Result[];
  #begun = 0;
  #finished = 0;

  constructor(
    sentences: readonly Sentence[],
    settings: Settings,
    resolve: (results: readonly Result[]) => void,
    reject: (reason: unknown) => void,
  ) {
    this.sentences = sentences;
    this.settings = settings;
    this.key = JSON.stringify(settings);
    this.#resolve = resolve;
    this.#reject = reject;
    this.#results = Array.from({ length: sentences.length });
  }

  /** The first sentence that nobody works on. */
  get next(): Sentence | undefined {
    return this.sentences[this.#begun];
  }

  get left(): number {
    return this.sentences.length - this.#begun;
  }

  begin(): number {
    this.#begun += 1;
    return this.#begun - 1;
  }

  finish(place: number, result: Result): void {
    this.#results[place] = result;
    this.#finished += 1;
    if (this.#finished === this.sentences.length) this.#end(() => this.#resolve(this.#results));
  }

  fail(reason: unknown): void {
    this.#end(() => this.#reject(reason));
  }

  #end(settle: () => void): void {
    if (this.isOver) return;
    this.isOver = true;
    this.onEnd();
    settle();
  }
}
