import type { StepEvent } from '@rondo/seq2seq';
import { formatCount, formatDuration, formatNumber, joinWithin } from './format.ts';
import { RunningMean } from './running-mean.ts';
import type { StatusLine } from './status-line.ts';

/** Step, loss, speed and time left of a training run in one line. */
export class TrainingProgress {
  readonly #line: StatusLine;
  readonly #loss = new RunningMean(20);
  readonly #tokens = new RunningMean(50);
  readonly #seconds = new RunningMean(50);

  constructor(line: StatusLine) {
    this.#line = line;
  }

  step({ step, totalSteps, epoch, loss, learningRate, tokens, seconds }: StepEvent): void {
    this.#loss.add(loss);
    this.#tokens.add(tokens);
    this.#seconds.add(seconds);
    this.#line.update(step / totalSteps, (room) =>
      joinWithin(
        [
          [`${step}/${totalSteps}`, 0],
          [`epoch ${epoch + 1}`, 4],
          [`loss ${formatNumber(this.#loss.value)}`, 2],
          [`${formatCount(this.#tokens.value / this.#seconds.value)} tokens/s`, 3],
          [`lr ${formatNumber(learningRate)}`, 5],
          [`${formatDuration((totalSteps - step) * this.#seconds.value)} left`, 1],
        ],
        room,
      ),
    );
  }
}
