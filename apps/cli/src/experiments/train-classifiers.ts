import type { Classifier, ClassifierLoop } from '@rondo/vision-nonlocal';
import type { Io } from '../io.ts';
import { formatDuration, formatNumber, formatShare } from '../progress/format.ts';
import { StatusLine } from '../progress/status-line.ts';
import type { EpochResult, TrainingResult } from './experiment.ts';

/** Drives a training to its end, telling of it; undefined where it was stopped. */
export async function trainToEnd<M extends Classifier>(
  { model, loop }: { readonly model: M; readonly loop: ClassifierLoop<M> },
  { block, seed }: Pick<TrainingResult, 'block' | 'seed'>,
  io: Io,
  signal: AbortSignal,
): Promise<TrainingResult | undefined> {
  const start = performance.now();
  const parameters = model.parameterCount();
  io.out.write(`${block}, seed ${seed}: ${parameters} parameters\n`);
  const status = new StatusLine(io.out);
  const epochs: EpochResult[] = [];
  for await (const event of loop.run()) {
    if (signal.aborted) {
      status.clear();
      return undefined;
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
