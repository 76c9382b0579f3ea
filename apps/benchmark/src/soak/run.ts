import { Command, CommanderError } from '@commander-js/extra-typings';
import { BackendError } from '@rondo/tensor';
import { availableParallelism } from 'node:os';
import { threadCount, whole } from '../parse-number.ts';
import { soak } from './soak.ts';

const usage = 2;

function soakCommand() {
  return new Command('soak')
    .description(
      'Trains for many steps on batches of random lengths, looking for growth and for drift from the reference kernels; the exit code is 1 where there is any.',
    )
    .option('--steps <count>', 'steps of training', whole, 20_000)
    .option('--threads <count>', 'threads', threadCount, Math.min(2, availableParallelism()))
    .option('--comparisons <count>', 'comparisons with the reference kernels', whole, 20)
    .option('--relaxed-simd', 'multiply-adds that round once, switched on where that is needed')
    .option('--revectorize', 'pairs of 128-bit operations (Node 24 and later)')
    .option('--blas <library>', "matrices by a native library: 'auto' or its file; needs koffi")
    .allowExcessArguments(false)
    .exitOverride();
}

/** Runs one command line. @returns the exit code: 1 for faults found, 2 for a command line that cannot be. */
export async function run(argv: readonly string[]): Promise<number> {
  const command = soakCommand();
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : usage;
  }
  const { steps, comparisons, ...options } = command.opts();
  try {
    const faults = await soak({ steps, comparisons }, options, (line) =>
      process.stdout.write(`${line}\n`),
    );
    for (const fault of faults) process.stderr.write(`fault: ${fault}\n`);
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return usage;
  }
}
