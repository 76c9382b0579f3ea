import { LossSeries } from '../run/loss-series.ts';
import { Drive, faultOf } from './drive.ts';
import { keepRun, keptRun } from './kept-run.ts';
import { next, translate, tree } from './look-inside.ts';
import { openBackend } from './open-backend.ts';
import type {
  CallName,
  Calls,
  Posted,
  Request,
  RunEvent,
  RunFacts,
  RunSource,
} from './protocol.ts';
import { settingsOfConfig } from './run-config.ts';
import { reopenRun, startRun, type TrainingRun } from './training-run.ts';

/** Milliseconds that a closed tab loses at most, but for the time of a step. */
const keepEvery = 8000;

/** The one run of this worker. */
interface Work {
  readonly run: TrainingRun;
  readonly drive: Drive | undefined;
}

let work: Work | undefined;

type Handlers = {
  readonly [Name in CallName]: (
    input: Calls[Name]['input'],
  ) => Calls[Name]['output'] | Promise<Calls[Name]['output']>;
};

const handlers: Handlers = {
  start: async ({ settings, ownText, ...source }) => {
    const backend = await openBackend(source.backend);
    return begin(await startRun(settings, ownText), { source, ownText, backend });
  },
  open: async ({ bytes, ownText, ...source }) => {
    const backend = await openBackend(source.backend);
    return begin(await reopenRun(bytes, ownText), { source, ownText, backend });
  },
  openKept: async (source) => {
    const backend = await openBackend(source.backend);
    const kept = await keptRun();
    if (!kept) throw new Error('the browser has kept no run; start a new one');
    const { bytes, ownText, losses } = kept;
    return begin(await reopenRun(bytes, ownText), { source, ownText, backend, losses });
  },
  train: () => {
    void current().drive?.run();
    return undefined;
  },
  pause: () => rest('paused'),
  stop: () => rest('stopped'),
  checkpoint: () => current().run.checkpoint(),
  translate: (input) => translate(current().run, input),
  tree: (input) => tree(current().run, input),
  next: (input) => next(current().run, input),
};

interface Beginning {
  readonly source: RunSource;
  readonly ownText: string | undefined;
  readonly backend: string;
  readonly losses?: RunFacts['losses'];
}

function begin(run: TrainingRun, { source, ownText, backend, losses }: Beginning): RunFacts {
  const { trainer } = run;
  const settings = settingsOfConfig(run.config);
  const series = new LossSeries(512, losses);
  const totalSteps = trainer?.totalSteps ?? 0;
  let keptAt = performance.now();
  const keep = async (when: 'if due' | 'now'): Promise<void> => {
    if (!source.isKept || !trainer) return;
    if (when === 'if due' && performance.now() - keptAt < keepEvery) return;
    keptAt = performance.now();
    const at = Date.now();
    const { step } = trainer;
    try {
      const bytes = await run.checkpoint();
      const facts = { settings, step, totalSteps, at };
      await keepRun({ facts, bytes, ownText, losses: series.points });
      tell({ kind: 'saved', at });
    } catch (error) {
      // Training is worth going on without; the page says that it is not kept.
      tell({ kind: 'failed', what: 'keeping', fault: faultOf(error) });
    }
  };
  const onStep = ({ step, loss }: { step: number; loss: number }): void => series.add(step, loss);
  work = { run, drive: trainer && new Drive(trainer, { tell, keep, onStep }) };
  const { parameters, pairs, examples, hasAttention } = run;
  const step = trainer?.step ?? 0;
  return {
    settings,
    step,
    totalSteps,
    parameters,
    pairs,
    examples,
    hasAttention,
    backend,
    canTrain: trainer !== undefined && step < totalSteps,
    losses: series.points,
  };
}

function rest(how: 'paused' | 'stopped'): undefined {
  current().drive?.rest(how);
}

function current(): Work {
  if (!work) throw new Error('the worker has no run yet; start one first');
  return work;
}

function tell(event: RunEvent): void {
  post({ event });
}

function post(message: Posted): void {
  postMessage(message);
}

addEventListener('message', (message: MessageEvent<Request>) => {
  void answer(message.data);
});

async function answer<Name extends CallName>({ id, name, input }: Request<Name>): Promise<void> {
  try {
    post({ id, output: await handlers[name](input) });
  } catch (error) {
    post({ id, fault: faultOf(error) });
  }
}
