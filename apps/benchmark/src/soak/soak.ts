import { backward } from '@rondo/autograd';
import { compiledModules, cpu } from '@rondo/backend-cpu';
import { Adam, clipGradNorm } from '@rondo/optim';
import {
  crossEntropy,
  manualSeed,
  memory,
  tensor,
  useBackend,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import { ignored, soakBatch, vocabulary } from './batch.ts';
import { SoakModel } from './model.ts';

/** Share of the steps after which nothing may grow any more: every length was seen by then. */
const warmUp = 0.1;
/** How often, over a run, gradients are compared with those of the reference kernels. */
const comparisons = 20;
/** Largest difference of a gradient from the reference kernels', as a share of the largest element of that parameter's gradient. */
const tolerance = 2e-5;
/** What the process may grow by after the warm-up, in bytes: the engine's own heap breathes. */
const allowance = 32e6;

/** Loss and gradients of one batch. */
function step(model: SoakModel, number: number): Tensor {
  const { ids, targets, lengths, shape } = soakBatch(number);
  return backward(() => {
    const logits = model.forward(tensor(ids, { shape }), lengths);
    return crossEntropy(logits.reshape([-1, vocabulary]), tensor(targets), {
      ignoreIndex: ignored,
    });
  });
}

/** The gradients of a batch by name, with the dropout of that step. */
async function gradients(
  model: SoakModel,
  number: number,
): Promise<Map<string, ArrayLike<number>>> {
  manualSeed(number);
  step(model, number).dispose();
  const found = new Map<string, ArrayLike<number>>();
  for (const [name, parameter] of model.namedParameters()) {
    found.set(name, await parameter.grad!.data());
    parameter.clearGrad();
  }
  return found;
}

/** The largest difference of two gradients, relative to the largest element of the second. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, size] = [0, 1e-6];
  for (let i = 0; i < b.length; i++) {
    const gap = Math.abs(a[i]! - b[i]!);
    // NaN must not pass for a small difference.
    if (!(gap <= most)) most = gap;
    size = Math.max(size, Math.abs(b[i]!));
  }
  return most / size;
}

/** The worst difference between the gradients of our kernels and of the reference kernels, from the parameters as they are now. */
async function drift(model: SoakModel, own: Backend, reference: Backend, number: number) {
  const ours = await gradients(model, number);
  const values = await Promise.all(
    model
      .namedParameters()
      .map(async ([name, parameter]) => [name, await parameter.data(), parameter.shape] as const),
  );
  useBackend(reference);
  const twin = new SoakModel(vocabulary);
  const state = values.map(([name, data, shape]) => [name, tensor(data, { shape })] as const);
  twin.loadStateDict(Object.fromEntries(state));
  for (const [, copy] of state) copy.dispose();
  const theirs = await gradients(twin, number);
  twin.dispose();
  useBackend(own);
  let worst = { name: '', difference: 0 };
  for (const [name, gradient] of ours) {
    const found = difference(gradient, theirs.get(name)!);
    if (!(found <= worst.difference)) worst = { name, difference: found };
  }
  return worst;
}

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
    tensorBytes: memory().bytes,
    capacity: own.describe().memory.capacity,
    modules: compiledModules(),
  });
  let settled: (ReturnType<typeof state> & { resident: number }) | undefined;
  const every = Math.max(1, Math.floor(steps / comparisons));
  let trained = 0;
  let [sum, count] = [0, 0];
  for (let number = 1; number <= steps; number++) {
    const start = performance.now();
    const loss = step(model, number);
    clipGradNorm(model.parameters(), 1).dispose();
    optimizer.step();
    if (number % 10 === 0) {
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
    if (number === Math.ceil(steps * warmUp)) {
      settled = { ...state(), resident: process.memoryUsage().rss };
    }
  }
  const { resident, ...before } = settled!;
  for (const [what, value] of Object.entries(state())) {
    const early = before[what as keyof typeof before];
    if (value > early) faults.push(`${what} grew from ${early} to ${value} after the warm-up`);
  }
  const growth = process.memoryUsage().rss - resident;
  log(`resident memory changed by ${(growth / 1e6).toFixed(1)} MB after the warm-up`);
  if (growth > allowance) faults.push(`the process grew by ${(growth / 1e6).toFixed(1)} MB`);
  optimizer.dispose();
  model.dispose();
  own.dispose();
  reference.dispose();
  return faults;
}
