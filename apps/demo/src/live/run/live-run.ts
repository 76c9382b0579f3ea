import { batch, computed, signal } from '@preact/signals';
import { WorkerError } from '../fault.ts';
import type { CallTable, RunEvent, RunFacts } from '../protocol.ts';
import { newRunId, type KeepAs } from './kept-runs.ts';
import { tellOfRun } from './learning-runs.ts';
import { LossSeries, type LossPoint } from './loss-series.ts';
import { noteOwnRun } from './own-runs.ts';
import { RunWorker, type WorkerPort } from './run-worker.ts';

export type Phase = 'empty' | 'preparing' | 'training' | 'paused' | 'stopped' | 'finished';

export interface BeginOptions {
  /** It takes no step by itself. */
  readonly stay?: boolean;
  /** Whether the run that it learns beside is there: it is taken only with that. */
  readonly after?: Promise<boolean> | undefined;
  /** Under what it is kept; for a run that was kept before, what it had then. */
  readonly id?: string | undefined;
}

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
  readonly keepingFault = signal<WorkerError | undefined>(undefined);
  readonly fault = signal<unknown>(undefined);
  /** Whether there is a model that can be asked. */
  readonly isReady = computed(() => this.facts.value !== undefined);
  /** Whether a run is being read or made; the one before goes on meanwhile. */
  readonly isPreparing = signal(false);

  #worker: RunWorker<Calls, Own> | undefined;
  #id: string | undefined;
  /** The runs whose place it takes; they go when this one is kept. */
  #replaces: readonly string[] = [];
  /** The worker that shall replace it. */
  #next: RunWorker<Calls, Own> | undefined;
  #series = new LossSeries();

  /** `page` is the one where it learns. */
  constructor(page: string) {
    const { phase, facts, step, totalSteps } = this;
    const isLearning = computed(() => phase.value === 'training');
    const backend = computed(() =>
      isLearning.value || phase.value === 'paused' ? facts.value?.backend : undefined,
    );
    tellOfRun({ page, isLearning, backend, step, totalSteps });
  }

  /** Opens the worker of the page's runs. */
  protected abstract open(): WorkerPort;

  /** Hears what only the runs of this page tell. */
  protected abstract hear(own: Own): void;

  /** Forgets what was heard: the run is given up. */
  protected abstract forget(): void;

  /** Takes over what a run that was taken up has told before. */
  protected recall(_facts: Facts): void {}

  /** Whether the browser has kept it as it stands, so that it can be taken up again after its end. */
  readonly isKept = computed(
    () => this.keptAt.value !== undefined && this.keepingFault.value === undefined,
  );

  /** Goes on after a rest. */
  train(): void {
    this.phase.value = 'training';
    this.#known().steer('train');
  }

  /** Rests after the step at work. */
  pause(): void {
    this.#known().steer('pause');
  }

  /** Ends the training after the step at work; the model can be asked as before. */
  stop(): void {
    this.#known().steer('stop');
  }

  /** Under what the run is kept, where it is. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Gives the run and its worker up. */
  end(): void {
    this.#worker?.end();
    this.#worker = undefined;
    this.#id = undefined;
    this.#replaces = [];
    this.#next?.end();
    this.#next = undefined;
    batch(() => {
      this.isPreparing.value = false;
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

  /**
   * Begins a run in a new worker by one of its calls. The run before goes on until the new one is there, and stays where that is refused. Resolves with whether the
   * new one is there; never rejects.
   */
  protected async begin(
    ask: (worker: RunWorker<Calls, Own>, keepAs: KeepAs) => Promise<Facts>,
    { stay = false, after, id = newRunId() }: BeginOptions = {},
  ): Promise<boolean> {
    this.#next?.end();
    const worker: RunWorker<Calls, Own> = new RunWorker<Calls, Own>(this.open(), {
      onEvent: (event) => {
        if (this.#worker === worker) this.#hear(event);
      },
      onEnd: (error) => {
        if (this.#worker === worker) this.#fail(error);
      },
    });
    this.#next = worker;
    batch(() => {
      this.isPreparing.value = true;
      this.fault.value = undefined;
      if (!this.#worker) this.phase.value = 'preparing';
    });
    try {
      // The one before may be kept, or not, until this one is there.
      const replaces = [...this.#replaces, ...(this.#id === undefined ? [] : [this.#id])];
      const facts = await ask(worker, { id, replaces });
      const isWanted = await (after ?? true);
      if (this.#next !== worker) return false;
      if (isWanted) {
        this.#adopt(worker, facts, stay);
        this.#id = id;
        this.#replaces = replaces;
      } else this.#giveUp(worker);
      return isWanted;
    } catch (error) {
      const isAlone = await (after ?? false);
      // Where another run has begun meanwhile, nobody asks for this one.
      if (this.#next === worker) {
        this.#giveUp(worker);
        if (isAlone) this.end();
        this.fault.value = error;
      }
      return false;
    }
  }

  /** The run of this worker is that of the page from now on. */
  #adopt(worker: RunWorker<Calls, Own>, facts: Facts, stay: boolean): void {
    this.#next = undefined;
    batch(() => {
      this.end();
      this.#worker = worker;
      this.#series = new LossSeries(512, facts.losses);
      this.facts.value = facts;
      this.step.value = facts.step;
      this.totalSteps.value = facts.totalSteps;
      this.losses.value = facts.losses;
      this.phase.value = facts.canTrain ? 'paused' : 'finished';
      this.recall(facts);
      if (facts.canTrain && !stay) this.train();
    });
  }

  #giveUp(worker: RunWorker<Calls, Own>): void {
    worker.end();
    this.#next = undefined;
    batch(() => {
      this.isPreparing.value = false;
      if (!this.#worker) this.phase.value = 'empty';
    });
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
        this.#replaces = [];
        if (this.#id !== undefined) noteOwnRun(this.#id);
        this.keepingFault.value = undefined;
      } else if (event.kind === 'told') this.hear(event.what);
      else if (event.what === 'keeping') this.keepingFault.value = new WorkerError(event.fault);
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
