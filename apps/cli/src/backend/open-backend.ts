import type { TrainingConfig } from '@rondo/seq2seq';
import {
  autoBackend,
  currentBackend,
  RondoError,
  useBackend,
  type Backend,
  type Trial,
} from '@rondo/tensor';
import { CliError } from '../errors.ts';
import type { GraphicsDevice, Io } from '../io.ts';
import type { BackendName } from './backend-option.ts';

/** Makes the model of a command on the current backend, and some of its work to be timed. */
type MakeTrial = () => Trial | Promise<Trial>;

/** Decides where the choice was left open; from then on the current backend stays. */
export type SettleBackend = (makeTrial: MakeTrial) => Promise<void>;

const decided: SettleBackend = () => Promise.resolve();
const remedy = 'set training.precision to float32';

/**
 * Makes the backend that a command was told the current one. With `auto` it is the processor until it is settled by a trial, and what
 * was chosen is told.
 * @throws CliError saying what is missing, and how to do without.
 */
export async function openBackend(
  name: BackendName,
  io: Io,
  precision: TrainingConfig['precision'] = 'float32',
): Promise<SettleBackend> {
  const open = (): Promise<GraphicsDevice> =>
    io.openWebGpu({ mixedPrecision: precision === 'mixed' });
  if (name === 'auto') return (makeTrial) => settle(makeTrial, open, precision, io);
  if (name === 'cpu') {
    requireFloat32(precision);
    return decided;
  }
  try {
    const { backend, imitatedBy } = await open();
    useBackend(backend);
    if (imitatedBy !== undefined) {
      io.err.write(
        `warning: no graphics device was found; ${imitatedBy}, a program on the processor, imitates one, and --backend cpu is faster\n`,
      );
    }
  } catch (error) {
    if (!(error instanceof RondoError)) throw error;
    const instead = precision === 'mixed' ? `--backend cpu, and ${remedy}` : '--backend cpu';
    throw new CliError(`${error.message}\nTo compute on the processor: ${instead}`, error);
  }
  return decided;
}

/** Decides for a command that trains nothing. */
export async function chooseBackend(
  name: BackendName,
  io: Io,
  makeTrial: MakeTrial,
): Promise<void> {
  const settled = await openBackend(name, io);
  await settled(makeTrial);
}

async function settle(
  makeTrial: MakeTrial,
  open: () => Promise<GraphicsDevice>,
  precision: TrainingConfig['precision'],
  io: Io,
): Promise<void> {
  const processor = currentBackend();
  let fault: unknown;
  const make = async (): Promise<Trial> => {
    try {
      return await makeTrial();
    } catch (error) {
      if (currentBackend() === processor) fault = error;
      throw error;
    }
  };
  const cpu = (): Backend => {
    requireFloat32(precision);
    return processor;
  };
  try {
    const { reason } = await autoBackend({ cpu, webgpu: () => withoutName(open) }, make);
    io.err.write(`Backend: ${reason}\n`);
  } catch (error) {
    // What fails on the processor, too, is a fault of files or data, and says so itself.
    throw fault ?? error;
  }
}

function requireFloat32(precision: TrainingConfig['precision']): void {
  if (precision === 'float32') return;
  throw new CliError(
    `training.precision is ${precision}, which takes a graphics device; add --backend webgpu, or ${remedy}`,
  );
}

/** The name of the candidate stands before its problem already. */
async function withoutName(open: () => Promise<GraphicsDevice>): Promise<Backend> {
  try {
    return (await open()).backend;
  } catch (error) {
    throw new CliError(
      String(error instanceof Error ? error.message : error).replace(/^webgpu: /u, ''),
      error,
    );
  }
}
