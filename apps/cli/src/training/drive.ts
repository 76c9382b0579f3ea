import type { ValidationEvent } from '@rondo/seq2seq';
import { setImmediate } from 'node:timers/promises';
import { EventLog } from '../folder/event-log.ts';
import { MetricsLog } from '../folder/metrics-log.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import type { Io } from '../io.ts';
import { formatNumber } from '../progress/format.ts';
import { StatusLine } from '../progress/status-line.ts';
import { TrainingProgress } from '../progress/training-progress.ts';
import { Checkpoints } from './checkpoints.ts';
import { formatSamples } from './samples.ts';
import type { Session } from './session.ts';

export interface DriveOptions {
  /** Seconds between checkpoints; each validation makes one, too. */
  readonly checkpointEvery: number;
  /** Aborting it stops the run after the step at work. */
  readonly signal: AbortSignal;
}

/** Why a run ended. */
export type Ending = 'finished' | 'no improvement' | 'stopped';

/** Takes all steps of a run: shows them, logs them and keeps checkpoints. */
export async function driveTraining(
  session: Session,
  folder: RunFolder,
  { checkpointEvery, signal }: DriveOptions,
  io: Io,
): Promise<Ending> {
  const { trainer } = session;
  const line = new StatusLine(io.err);
  const progress = new TrainingProgress(line);
  const log = new MetricsLog(folder.pathOf('metrics'));
  const events = new EventLog(folder.path, trainer.step);
  const openLogs = (): void => {
    log.open();
    events.open();
  };
  const logs = { takeMetrics: () => log.takeWaiting(), open: openLogs };
  const checkpoints = new Checkpoints(session, folder, checkpointEvery, logs);
  if (folder.hasBegun) openLogs();
  const time = new Date().toISOString();
  const { fingerprint, estimate, origin } = session;
  if (trainer.step === 0) {
    log.write({
      kind: 'start',
      time,
      fingerprint,
      ...(estimate && { estimate }),
      ...(origin && { origin }),
    });
  } else log.write({ kind: 'resume', time, step: trainer.step });
  let handled = performance.now();
  try {
    for await (const event of trainer.run()) {
      events.write(event);
      if (event.kind === 'step') {
        const { totalSteps: _, ...stepLine } = event;
        log.write(stepLine);
        progress.step(event);
        await checkpoints.saveIfDue();
      } else if (event.kind === 'validation') {
        log.write({ ...event, seconds: (performance.now() - handled) / 1000 });
        line.clear();
        io.out.write(describeValidation(event, session, io.out.columns()));
        await checkpoints.saveValidated(event);
      } else {
        line.clear();
        await checkpoints.saveIfBehind();
        return event.reason;
      }
      // Gives the event loop a turn, in which Ctrl-C is noticed.
      await setImmediate();
      if (signal.aborted) {
        line.wipe();
        await checkpoints.saveIfBehind();
        return 'stopped';
      }
      handled = performance.now();
    }
    return 'finished';
  } finally {
    line.clear();
    log.close();
    events.close();
  }
}

function describeValidation(
  { step, epoch, loss, perplexity, isBest, metrics, samples }: ValidationEvent,
  { config }: Session,
  columns: number,
): string {
  const { metric } = config.training;
  const figures = [
    `validation at step ${step}, epoch ${epoch + 1}`,
    `loss ${formatNumber(loss)}`,
    `perplexity ${formatNumber(perplexity)}`,
    ...(metric === 'loss' || metric === 'perplexity'
      ? []
      : [`${metric} ${formatNumber(metrics[metric]!)}`]),
  ];
  const best = isBest ? ' (best so far)' : '';
  return `${figures.join(', ')}${best}\n${formatSamples(samples, columns)}\n`;
}
