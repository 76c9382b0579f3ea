import type { Trainer, TrainingEvent } from '@rondo/seq2seq';
import type { DriveStep } from '../../../live/worker/drive.ts';

/** The steps of a trainer, counted in tokens, and what else it tells. */
export async function* loopOf(
  trainer: Trainer,
): AsyncGenerator<DriveStep | Exclude<TrainingEvent, { kind: 'step' }>, void> {
  for await (const event of trainer.run()) {
    yield event.kind === 'step' ? { ...event, amount: event.tokens } : event;
  }
}
