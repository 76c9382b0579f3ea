import { compiledModules, cpu, type CpuBackend, type CpuOptions } from '@rondo/backend-cpu';
import { manualSeed, memory } from '@rondo/tensor';
import { gradientDrift, stepDrift, type Drift } from './drift.ts';
import { Trainer } from './trainer.ts';

/** Share of a long run's steps after which nothing may grow any more: every length was seen by then. */
const warmUp = 0.1;
/** A run of this many steps or more is long: below, the engine's own heap still grows more than a leak would. */
const longRun = 5000;
/** In a run of this many steps or more, every thread must have had a part, and so the memory for its work. */
const sharingRun = 500;
/** So many steps of training are made with both kinds of kernels at each comparison. */
const followedSteps = 3;
/** Largest difference of a gradient from the reference kernels', as a share of the largest element of that parameter's gradient. */
const gradientTolerance = 2e-5;
/** Largest difference of a parameter or an optimizer's state after those steps, as a share of its largest change. */
const stepTolerance = 1e-3;
/** What the process may grow by after the warm-up, in bytes: the engine's own heap breathes. */
const allowance = 32e6;

/** What may not grow. */
function measured(backend: CpuBackend) {
  const counts = {
    tensors: memory().tensors,
    'tensor bytes': memory().bytes,
    capacity: backend.describe().memory.capacity,
    modules: compiledModules(),
  };
  return { counts, resident: process.memoryUsage().rss };
}

/** Compares two trainers from the state of the first, which then has made steps more. Adds what differs too much to the faults. */
async function compare(
  own: Trainer,
  reference: Trainer,
  number: number,
  faults: string[],
): Promise<string> {
  const next = Array.from({ length: followedSteps }, (_, i) => number + 1 + i);
  const gradients = await gradientDrift(own, reference, number);
  const steps = await stepDrift(own, reference, next);
  const check = (what: string, { name, difference }: Drift, tolerance: number): void => {
    if (difference <= tolerance) return;
    faults.push(`step ${number}: ${what} ${name} is off by ${difference.toExponential(1)}`);
  };
  check('the gradient of', gradients, gradientTolerance);
  check(`after ${followedSteps} steps more,`, steps, stepTolerance);
  const [ofGradients, ofSteps] = [gradients, steps].map((drift) =>
    drift.difference.toExponential(1),
  );
  return `gradients within ${ofGradients} and ${followedSteps} steps within ${ofSteps} of the reference kernels`;
}

export interface SoakLength {
  readonly steps: number;
  /** How often, over the run, there are comparisons with the reference kernels. */
  readonly comparisons: number;
}

/**
 * Trains `steps` steps on batches of random lengths and gives the faults found: growth of any kind, drift from the reference kernels,
 * threads without work, options that could not be had.
 */
export async function soak(
  { steps, comparisons }: SoakLength,
  options: CpuOptions,
  log: (line: string) => void,
): Promise<string[]> {
  const backend = cpu(options);
  const reference = cpu({ kernels: 'reference' });
  const faults = [...backend.describe().notes];
  manualSeed(1);
  const trainer = new Trainer(backend);
  const follower = new Trainer(reference);
  const isLong = steps >= longRun;
  if (!isLong) {
    // A tenth of a short run has not seen every length: all that come are seen before it.
    const seen = Math.min(steps, longRun * warmUp) + followedSteps;
    for (let number = 1; number <= seen; number++) trainer.step(number).dispose();
    await compare(trainer, follower, 1, []);
  }
  let settled = measured(backend);
  const every = Math.max(1, Math.floor(steps / comparisons));
  let trained = 0;
  let [sum, count] = [0, 0];
  for (let number = 1; number <= steps; number++) {
    const isCompared = number % every === 0;
    const start = performance.now();
    const loss = trainer.step(number);
    if (number % 10 === 0 || isCompared) {
      sum += await loss.item();
      count++;
    }
    loss.dispose();
    trained += performance.now() - start;
    if (isCompared) {
      const compared = await compare(trainer, follower, number, faults);
      const megabytes = (process.memoryUsage().rss / 1e6).toFixed(0);
      const speed = `${(trained / number).toFixed(2)} ms each`;
      log(
        `${number} steps, ${speed}: loss ${(sum / count).toFixed(4)}, ${compared}, ${megabytes} MB resident`,
      );
      [sum, count] = [0, 0];
    }
    if (isLong && number === Math.ceil(steps * warmUp)) settled = measured(backend);
  }
  const { counts, resident } = measured(backend);
  const { wanted, jobs } = backend.describe().threads;
  const isShared = wanted === 1 || steps >= sharingRun;
  for (const [what, value] of Object.entries(counts)) {
    const early = settled.counts[what as keyof typeof counts];
    // On a busy machine a thread may begin after the warm-up.
    if (what === 'capacity' && !isShared) continue;
    if (value > early) faults.push(`${what} grew from ${early} to ${value} after the warm-up`);
  }
  const growth = `${((resident - settled.resident) / 1e6).toFixed(1)} MB`;
  const unchecked = isLong ? '' : ` (checked in runs of ${longRun} steps or more)`;
  log(`resident memory changed by ${growth} after the warm-up${unchecked}`);
  if (isLong && resident - settled.resident > allowance)
    faults.push(`the process grew by ${growth}`);
  log(`threads shared ${jobs} jobs, ${(jobs / steps).toFixed(1)} a step`);
  if (wanted > 1 && jobs === 0 && isShared) {
    faults.push(`${wanted} threads were asked for, and one did everything`);
  }
  for (const one of [trainer, follower]) one.dispose();
  for (const one of [backend, reference]) one.dispose();
  return faults;
}
