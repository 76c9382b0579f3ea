import type { Job, NewLengthWorkload, RecurrentWorkload } from '@rondo/workloads';
import { measureLengths } from '../models/measure-lengths.ts';
import type { Jax, JaxArray, NamedArrays } from './jax.ts';
import { getter, jaxInputs } from './jax-inputs.ts';
import { backwardJob, floats, forwardJob } from './jax-job.ts';

type Get = (name: string) => JaxArray;

/** It has no recurrent layers and no scan: the steps are unrolled into one compiled function. */
export function recurrentJob(jax: Jax, workload: RecurrentWorkload): Promise<Job> {
  const job = workload.backward ? backwardJob : forwardJob;
  return job(jax, workload, 'output', (get) => recurrent(jax, workload, get));
}

export async function newLengthJob(jax: Jax, workload: NewLengthWorkload): Promise<Job> {
  const { lengths } = workload;
  const { given } = jaxInputs(jax, workload);
  const { x, ...parameters } = given;
  const gru = { cell: 'gru', bidirectional: false } as const;
  const compiled = jax.jit((arrays: NamedArrays) => recurrent(jax, gru, getter(arrays)));
  // A batch of one length is what a user would have, so the cut is not part of the call.
  const cut = new Map([1, ...lengths].map((length) => [length, firstSteps(x!, length)]));
  const call = (length: number): JaxArray =>
    compiled(jax.tree.ref({ ...parameters, x: cut.get(length)! }));
  const run = async (length: number): Promise<void> =>
    (await call(length).blockUntilReady()).dispose();
  await run(1);
  return {
    run: () => run(lengths[0]!),
    outputs: async () => ({ output: await floats(call(lengths[0]!)) }),
    first: () => measureLengths(lengths, run),
    dispose() {
      compiled.dispose();
      jax.tree.dispose([given, [...cut.values()]]);
    },
  };
}

/** x [N, L, D] cut to [N, length, D]; x stays. */
function firstSteps(x: JaxArray, length: number): JaxArray {
  return x.ref.slice([], [0, length]);
}

function recurrent(
  jax: Jax,
  { cell, bidirectional }: Pick<RecurrentWorkload, 'cell' | 'bidirectional'>,
  get: Get,
): JaxArray {
  const step = cell === 'gru' ? gruSteps : lstmSteps;
  const { unstack, stack } = jax.numpy;
  const steps = unstack(get('x'), 1);
  const ahead = step(jax, steps, get, '_l0');
  if (!bidirectional) return stack(ahead, 1);
  const back = step(jax, steps.toReversed(), get, '_l0_reverse').toReversed();
  return jax.numpy.concatenate([stack(ahead, 1), stack(back, 1)], 2);
}

/** The states after each of the steps [N, D]. Projecting the input step by step is faster here than slicing one product. */
function gruSteps(
  { numpy: np, nn }: Jax,
  steps: readonly JaxArray[],
  get: Get,
  suffix: string,
): JaxArray[] {
  const [batch = 0] = steps[0]!.shape;
  let h = np.zeros([batch, hiddenSize(get, suffix)]);
  return steps.map((x) => {
    const input = np.matmul(x.ref, get(`weight_ih${suffix}`)).add(get(`bias_ih${suffix}`));
    const hidden = np.matmul(h.ref, get(`weight_hh${suffix}`)).add(get(`bias_hh${suffix}`));
    const [ir, iz, inew] = np.split(input, 3, 1);
    const [hr, hz, hnew] = np.split(hidden, 3, 1);
    const r = nn.sigmoid(ir!.add(hr!));
    const z = nn.sigmoid(iz!.add(hz!));
    const n = np.tanh(inew!.add(r.mul(hnew!)));
    h = n.ref.add(z.mul(h.sub(n)));
    return h.ref;
  });
}

function lstmSteps(
  { numpy: np, nn }: Jax,
  steps: readonly JaxArray[],
  get: Get,
  suffix: string,
): JaxArray[] {
  const [batch = 0] = steps[0]!.shape;
  let h = np.zeros([batch, hiddenSize(get, suffix)]);
  let c = h.ref;
  return steps.map((x) => {
    const input = np.matmul(x.ref, get(`weight_ih${suffix}`)).add(get(`bias_ih${suffix}`));
    const hidden = np.matmul(h, get(`weight_hh${suffix}`)).add(get(`bias_hh${suffix}`));
    const [i, f, g, o] = np.split(input.add(hidden), 4, 1);
    c = nn
      .sigmoid(f!)
      .mul(c)
      .add(nn.sigmoid(i!).mul(np.tanh(g!)));
    h = nn.sigmoid(o!).mul(np.tanh(c.ref));
    return h.ref;
  });
}

function hiddenSize(get: Get, suffix: string): number {
  const kernel = get(`weight_hh${suffix}`);
  const [size = 0] = kernel.shape;
  kernel.dispose();
  return size;
}
