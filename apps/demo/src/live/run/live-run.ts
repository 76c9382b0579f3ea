import { batch, computed, signal } from '@preact/signals';
import { WorkerError } from '../fault.ts';
import type { CallTable, RunEvent, RunFacts } from '../protocol.ts';
import { LossSeries, type LossPoint } from './loss-series.ts';
import { RunWorker, type WorkerPort } from './run-worker.ts';

export type Phase = 'empty' | 'preparing' | 'training' | 'paused' | 'stopped' | 'finished';

/** A run in its worker, as signals. A page extends it by what it asks (`call`) and hears (`Own`). */
export abstract class LiveRun<
  Calls extends CallTable<Calls>,
  Facts extends RunFacts = RunFacts,
  Own = never,
> {
  readonly phase = signal<Phase>('empty');
  readonly facts = signal<Facts | undefined>(undefined);
  readonly step = signal(0);
  readonly totalSteps = signal(0);
  readonly losses = signal<readonly LossPoint[]>([]);
  readonly amountPerSecond = signal(0);
  readonly secondsLeft = signal(0);
  /** When it was kept last, in milliseconds since 1970. */
  readonly keptAt = signal<number | undefined>(undefined);
  readonly keepingFault = signal<string | undefined>(undefined);
  readonly fault = signal<unknown>(undefined);
  /** Whether there is a model that can be asked. */
  readonly isReady = computed(() => this.facts.value !== undefined);

  #worker: RunWorker<Calls, Own> | undefined;
  #series = new LossSeries();

  /** Opens the worker of the page's runs. */
  protected abstract open(): WorkerPort;

  /** Hears what only the runs of this page tell. */
  protected abstract hear(own: Own): void;

  /** Forgets what was heard: the run is given up. */
  protected abstract forget(): void;

  /** Goes on after a rest. */
  train(): void {
    this.phase.value = 'training';
    this.#known().steer('train');
  }

  /** Rests after the step at work. */
  pause(): void {
    this.#known().steer('pause');
  }

  /** Rests, as one who has seen enough; it may go on all the same. */
  stop(): void {
    this.#known().steer('stop');
  }

  /** Gives the run and its worker up. */
  end(): void {
    this.#worker?.end();
    this.#worker = undefined;
    batch(() => {
      this.phase.value = 'empty';
      this.facts.value = undefined;
      this.step.value = 0;
      this.totalSteps.value = 0;
      this.losses.value = [];
      this.amountPerSecond.value = 0;
      this.secondsLeft.value = 0;
      this.keptAt.value = undefined;
      this.keepingFault.value = undefined;
      this.fault.value = undefined;
      this.forget();
    });
  }

  /** Asks the worker of the run. */
  call<Name extends keyof Calls>(
    name: Name,
    input: Calls[Name]['input'],
  ): Promise<Calls[Name]['output']> {
    return this.#known().call(name, input);
  }

  /** Begins a run in a new worker by one of its calls; the run before is given up. With `stay` it takes no step by itself. Never rejects. */
  protected async begin(
    ask: (worker: RunWorker<Calls, Own>) => Promise<Facts>,
    { stay = false }: { readonly stay?: boolean } = {},
  ): Promise<void> {
    this.end();
    this.phase.value = 'preparing';
    const worker = new RunWorker<Calls, Own>(this.open(), {
      onEvent: (event) => this.#hear(event),
      onEnd: (error) => this.#fail(error),
    });
    this.#worker = worker;
    try {
      const facts = await ask(worker);
      this.#series = new LossSeries(512, facts.losses);
      batch(() => {
        this.facts.value = facts;
        this.step.value = facts.step;
        this.totalSteps.value = facts.totalSteps;
        this.losses.value = facts.losses;
        this.phase.value = facts.canTrain ? 'paused' : 'finished';
      });
      if (facts.canTrain && !stay) this.train();
    } catch (error) {
      // Where another run has begun meanwhile, nobody asks for this one.
      if (this.#worker === worker) this.#fail(error);
    }
  }

  #known(): RunWorker<Calls, Own> {
    if (!this.#worker) throw new Error('there is no run; start one first');
    return this.#worker;
  }

  #hear(event: RunEvent<Own>): void {
    batch(() => {
      if (event.kind === 'progress') {
        for (const { step, loss } of event.losses) this.#series.add(step, loss);
        this.losses.value = [...this.#series.points];
        this.step.value = event.step;
        this.totalSteps.value = event.totalSteps;
        this.amountPerSecond.value = event.amountPerSecond;
        this.secondsLeft.value = event.secondsLeft;
      } else if (event.kind === 'rested') this.phase.value = event.why;
      else if (event.kind === 'saved') {
        this.keptAt.value = event.at;
        this.keepingFault.value = undefined;
      } else if (event.kind === 'told') this.hear(event.what);
      else if (event.what === 'keeping') this.keepingFault.value = event.fault.message;
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
