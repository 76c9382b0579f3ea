import { compiledModules, cpu } from '@rondo/backend-cpu';
import { Adam, clipGradNorm } from '@rondo/optim';
import { manualSeed, memory, useBackend, type Tensor } from '@rondo/tensor';
import { vocabulary } from './batch.ts';
import { drift, step } from './drift.ts';
import { SoakModel } from './model.ts';

/** Share of a long run's steps after which nothing may grow any more: every length was seen by then. */
const warmUp = 0.1;
/** A run of this many steps or more is long: below, the engine's own heap still grows more than a leak would. */
const longRun = 5000;
/** How often, over a run, gradients are compared with those of the reference kernels. */
const comparisons = 20;
/** Largest difference of a gradient from the reference kernels', as a share of the largest element of that parameter's gradient. */
const tolerance = 2e-5;
/** What the process may grow by after the warm-up, in bytes: the engine's own heap breathes. */
const allowance = 32e6;

/** Trains `steps` steps on batches of random lengths and gives the faults found: growth of any kind, drift from the reference kernels. */
export async function soak(
  steps: number,
  threads: number,
  log: (line: string) => void,
): Promise<string[]> {
  const own = cpu({ threads });
  const reference = cpu({ kernels: 'reference' });
  useBackend(own);
  manualSeed(1);
  const model = new SoakModel(vocabulary);
  const optimizer = new Adam(model.parameters(), { learningRate: 1e-3 });
  const faults: string[] = [];
  const state = () => ({
    tensors: memory().tensors,
    'tensor bytes': memory().bytes,
    capacity: own.describe().memory.capacity,
    modules: compiledModules(),
  });
  const settle = () => ({ counts: state(), resident: process.memoryUsage().rss });
  const train = (number: number): Tensor => {
    const loss = step(model, number);
    clipGradNorm(model.parameters(), 1).dispose();
    optimizer.step();
    return loss;
  };
  const isLong = steps >= longRun;
  if (!isLong) {
    // A tenth of a short run has not seen every length: all that come are seen before it.
    for (let number = 1; number <= Math.min(steps, longRun * warmUp); number++) {
      train(number).dispose();
    }
    await drift(model, own, reference, 1);
  }
  let settled = settle();
  const every = Math.max(1, Math.floor(steps / comparisons));
  let trained = 0;
  let [sum, count] = [0, 0];
  for (let number = 1; number <= steps; number++) {
    const start = performance.now();
    const loss = train(number);
    if (number % 10 === 0 || number % every === 0) {
      sum += await loss.item();
      count++;
    }
    loss.dispose();
    trained += performance.now() - start;
    if (number % every === 0) {
      const { name, difference: worst } = await drift(model, own, reference, number);
      const { rss } = process.memoryUsage();
      log(
        `${number} steps, ${(trained / number).toFixed(2)} ms each: loss ${(sum / count).toFixed(4)}, ` +
          `gradients within ${worst.toExponential(1)} of the reference kernels, ${(rss / 1e6).toFixed(0)} MB resident`,
      );
      [sum, count] = [0, 0];
      if (!(worst <= tolerance)) {
        faults.push(`step ${number}: the gradient of ${name} is off by ${worst.toExponential(1)}`);
      }
    }
    if (isLong && number === Math.ceil(steps * warmUp)) settled = settle();
  }
  for (const [what, value] of Object.entries(state())) {
    const early = settled.counts[what as keyof typeof settled.counts];
    if (value > early) faults.push(`${what} grew from ${early} to ${value} after the warm-up`);
  }
  const growth = process.memoryUsage().rss - settled.resident;
  const unchecked = isLong ? '' : ` (checked in runs of ${longRun} steps or more)`;
  log(`resident memory changed by ${(growth / 1e6).toFixed(1)} MB after the warm-up${unchecked}`);
  if (isLong && growth > allowance) {
    faults.push(`the process grew by ${(growth / 1e6).toFixed(1)} MB`);
  }
  optimizer.dispose();
  model.dispose();
  own.dispose();
  reference.dispose();
  return faults;
}
