import { dataReport, formatDataReport } from '@rondo/data';
import { openBackend } from '../backend/open-backend.ts';
import type { Io } from '../io.ts';
import { describeStart } from './describe-start.ts';
import { disposeSession, startSession } from './session.ts';
import type { TrainRunOptions } from './train-run.ts';

/** Tells what the data is like, what the model is made of and what a new run would take; trains nothing and writes no file. */
export async function previewRun(
  {
    backend,
    config,
    folder,
    from,
  }: Pick<TrainRunOptions, 'backend' | 'config' | 'folder' | 'from'>,
  io: Io,
): Promise<void> {
  const settle = await openBackend(backend, io, config.training.precision);
  const session = await startSession(config, folder, { from, settle });
  try {
    const { data, codec } = session;
    io.out.write(`${formatDataReport(dataReport(data, codec))}\n\n`);
    io.out.write(describeStart(session, false).trimEnd());
    io.out.write('\n');
  } finally {
    disposeSession(session);
  }
}
