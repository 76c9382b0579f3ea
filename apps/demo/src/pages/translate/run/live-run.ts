import { batch, computed, signal } from '@preact/signals';
import type {
  BackendWish,
  NextToken,
  RunEvent,
  RunFacts,
  TranslateInput,
  TranslateOutput,
  Validated,
  ViewTree,
} from '../worker/protocol.ts';
import { LossSeries, type LossPoint } from './loss-series.ts';
import type { RunSettings } from './run-settings.ts';
import { RunWorker, WorkerError } from './run-worker.ts';

export type Phase = 'empty' | 'preparing' | 'training' | 'paused' | 'stopped' | 'finished';

/** A run in its worker, as signals. */
export class LiveRun {
  readonly phase = signal<Phase>('empty');
  readonly facts = signal<RunFacts | undefined>(undefined);
  readonly step = signal(0);
  readonly losses = signal<readonly LossPoint[]>([]);
  readonly tokensPerSecond = signal(0);
  readonly secondsLeft = signal(0);
  readonly validated = signal<Validated | undefined>(undefined);
  /** When it was kept last, in milliseconds since 1970. */
  readonly keptAt = signal<number | undefined>(undefined);
  readonly keepingFault = signal<string | undefined>(undefined);
  readonly fault = signal<unknown>(undefined);
  /** Whether there is a model that can be asked. */
  readonly isReady = computed(() => this.facts.value !== undefined);

  readonly #isKept: boolean;
  #worker: RunWorker | undefined;
  #series = new LossSeries();

  /** Only one run of a page may be kept by the browser. */
  constructor(isKept: boolean) {
    this.#isKept = isKept;
  }

  /** Starts a new run; the one before is given up. */
  start(settings: RunSettings, ownText: string | undefined, backend: BackendWish): Promise<void> {
    return this.#begin((worker) =>
      worker.call('start', { settings, ownText, backend, isKept: this.#isKept }),
    );
  }

  /** Takes up a checkpoint file. */
  open(bytes: Uint8Array, ownText: string | undefined, backend: BackendWish): Promise<void> {
    const stay = true;
    return this.#begin(
      (worker) => worker.call('open', { bytes, ownText, backend, isKept: this.#isKept }),
      stay,
    );
  }

  /** Goes on with what the browser has kept. */
  openKept(backend: BackendWish): Promise<void> {
    return this.#begin((worker) => worker.call('openKept', { backend, isKept: this.#isKept }));
  }

  /** Goes on after a rest. */
  async train(): Promise<void> {
    this.phase.value = 'training';
    await this.#ask((worker) => worker.call('train'));
  }

  async pause(): Promise<void> {
    await this.#ask((worker) => worker.call('pause'));
  }

  async stop(): Promise<void> {
    await this.#ask((worker) => worker.call('stop'));
  }

  /** Gives the run and its worker up. */
  end(): void {
    this.#worker?.end();
    this.#worker = undefined;
    batch(() => {
      this.phase.value = 'empty';
      this.facts.value = undefined;
      this.step.value = 0;
      this.losses.value = [];
      this.tokensPerSecond.value = 0;
      this.secondsLeft.value = 0;
      this.validated.value = undefined;
      this.keptAt.value = undefined;
      this.keepingFault.value = undefined;
      this.fault.value = undefined;
    });
  }

  checkpoint(): Promise<Uint8Array> {
    return this.#known().call('checkpoint');
  }

  translate(input: TranslateInput): Promise<TranslateOutput> {
    return this.#known().call('translate', input);
  }

  tree(input: TranslateInput & { readonly prefix: readonly number[] }): Promise<ViewTree> {
    return this.#known().call('tree', input);
  }

  next(input: {
    readonly text: string;
    readonly prefix: readonly number[];
  }): Promise<readonly NextToken[]> {
    return this.#known().call('next', input);
  }

  async #begin(ask: (worker: RunWorker) => Promise<RunFacts>, stay = false): Promise<void> {
    this.end();
    this.phase.value = 'preparing';
    const worker = new RunWorker(
      (event) => this.#hear(event),
      (error) => this.#fail(error),
    );
    this.#worker = worker;
    try {
      const facts = await ask(worker);
      this.#series = new LossSeries(512, facts.losses);
      batch(() => {
        this.facts.value = facts;
        this.step.value = facts.step;
        this.losses.value = facts.losses;
        this.phase.value = facts.canTrain ? 'paused' : 'finished';
      });
      if (facts.canTrain && !stay) await this.train();
    } catch (error) {
      if (this.#worker === worker) this.#fail(error);
    }
  }

  async #ask(ask: (worker: RunWorker) => Promise<undefined>): Promise<void> {
    try {
      await ask(this.#known());
    } catch (error) {
      this.#fail(error);
    }
  }

  #known(): RunWorker {
    if (!this.#worker) throw new Error('there is no run; start one first');
    return this.#worker;
  }

  #hear(event: RunEvent): void {
    batch(() => {
      if (event.kind === 'progress') {
        for (const { step, loss } of event.losses) this.#series.add(step, loss);
        this.losses.value = [...this.#series.points];
        this.step.value = event.step;
        this.tokensPerSecond.value = event.tokensPerSecond;
        this.secondsLeft.value = event.secondsLeft;
      } else if (event.kind === 'validated') this.validated.value = event;
      else if (event.kind === 'rested') this.phase.value = event.why;
      else if (event.kind === 'saved') {
        this.keptAt.value = event.at;
        this.keepingFault.value = undefined;
      } else if (event.what === 'keeping') this.keepingFault.value = event.fault.message;
      else this.#fail(new WorkerError(event.fault));
    });
  }

  #fail(error: unknown): void {
    batch(() => {
      this.fault.value = error;
      this.phase.value = this.facts.peek() ? 'stopped' : 'empty';
    });
  }
}
