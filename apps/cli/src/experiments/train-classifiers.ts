import type { Io } from '../io.ts';
import { formatDuration, formatNumber, formatShare } from '../progress/format.ts';
import { StatusLine } from '../progress/status-line.ts';
import type { EpochResult, TrainingResult } from './experiment.ts';
import type { Training } from './training.ts';

interface TrainOptions extends Pick<TrainingResult, 'block' | 'seed'> {
  /** Writes where it stands. */
  readonly keep: () => Promise<void>;
  readonly checkpointEvery: number;
}

/** Drives a training to its end from where it stands, telling of it; undefined where it was stopped, after it was kept. */
export async function trainToEnd(
  { model, loop }: Training,
  { block, seed, keep, checkpointEvery }: TrainOptions,
  io: Io,
  signal: AbortSignal,
): Promise<TrainingResult | undefined> {
  const { seconds: secondsBefore, history } = loop.state();
  const start = performance.now() - 1000 * secondsBefore;
  let keptAt = performance.now();
  const parameters = model.parameterCount();
  io.out.write(`${block}, seed ${seed}: ${parameters} parameters\n`);
  const status = new StatusLine(io.out);
  const epochs: EpochResult[] = history.validation.map(({ epoch, loss, metrics }) => ({
    epoch: epoch + 1,
    loss,
    accuracy: metrics!['accuracy']!,
  }));
  for await (const event of loop.run()) {
    if (signal.aborted) {
      status.clear();
      await keep();
      return undefined;
    }
    if (event.kind !== 'end' && performance.now() - keptAt >= 1000 * checkpointEvery) {
      await keep();
      keptAt = performance.now();
    }
    if (event.kind === 'step') {
      status.update(
        event.step / event.totalSteps,
        () => `step ${event.step} of ${event.totalSteps}  loss ${formatNumber(event.loss)}`,
      );
    }
    if (event.kind !== 'validation') continue;
    const { loss, metrics } = event.result;
    const { accuracy } = metrics;
    epochs.push({ epoch: event.epoch + 1, loss, accuracy });
    status.clear();
    const seconds = (performance.now() - start) / 1000;
    io.out.write(
      `  epoch ${event.epoch + 1}  test loss ${formatNumber(loss)}  right ${formatShare(accuracy)}  ${formatDuration(seconds)}\n`,
    );
  }
  const seconds = (performance.now() - start) / 1000;
  return { block, seed, parameters, seconds, epochs, accuracy: epochs.at(-1)!.accuracy };
}
