import { DataError } from '@rondo/data';
import type { EmbeddingEvent, EmbeddingTrainer } from '@rondo/embeddings';
import type { DriveStep } from '../../../live/worker/drive.ts';
import { Mistake } from '../../../mistakes/mistake.ts';

/** Time for a look at the vectors. */
interface TimeToLook {
  readonly kind: 'look';
}

export type LoopEvent = DriveStep | TimeToLook;

/** How the steps follow each other; it may change meanwhile. */
export interface LoopPace {
  isSlow: boolean;
}

/** Milliseconds between looks, and after each step that is to be watched. */
const [lookEvery, slowStep] = [250, 40];

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** The steps of a trainer, counted in words, and when to look at what they changed. */
export async function* loopOf(
  trainer: EmbeddingTrainer,
  totalSteps: number,
  pace: LoopPace,
): AsyncGenerator<LoopEvent, void> {
  let { words } = trainer.state();
  let looked = performance.now();
  for await (const event of steps(trainer)) {
    if (event.kind !== 'step') continue;
    const { step, loss } = event;
    yield { kind: 'step', step, totalSteps, loss, amount: event.words - words };
    words = event.words;
    if (pace.isSlow) await sleep(slowStep);
    if (performance.now() - looked < lookEvery) continue;
    yield { kind: 'look' };
    looked = performance.now();
  }
  yield { kind: 'look' };
}

/** @throws Mistake where what is left of the text has no words beside each other. */
async function* steps(trainer: EmbeddingTrainer): AsyncGenerator<EmbeddingEvent, void> {
  try {
    yield* trainer.run();
  } catch (error) {
    const isThin = error instanceof DataError && error.facts['subsample'] !== undefined;
    throw isThin ? new Mistake('fewNeighbours') : error;
  }
}
