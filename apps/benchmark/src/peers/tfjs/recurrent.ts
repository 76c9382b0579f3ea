import type { FirstCalls, Job, NewLengthWorkload, RecurrentWorkload } from '@rondo/workloads';
import { measureLengths } from '../models/measure-lengths.ts';
import type { Tf, TfTensor } from './tf.ts';
import { TfInputs } from './tf-inputs.ts';
import { backwardJob, floats, forwardJob } from './tf-job.ts';
import { dense } from './tf-operations.ts';

type Get = (name: string) => TfTensor;

/** Its layers have no GRU of PyTorch's kind, so both cells are written in operations, the input projection of all steps at once. */
export function recurrentJob(tf: Tf, workload: RecurrentWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  const forward = (get: Get): TfTensor => recurrent(tf, workload, get);
  if (workload.backward) {
    return backwardJob({ tf, inputs, workload, output: 'output' }, forward);
  }
  return forwardJob(tf, inputs, () => ({ output: forward(inputs.get) }));
}

export function newLengthJob(tf: Tf, workload: NewLengthWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  const { batch, inputSize, lengths } = workload;
  const gru = { cell: 'gru', bidirectional: false } as const;
  const call = (length: number): TfTensor =>
    tf.tidy(() => {
      const x = inputs.get('x').slice([0, 0, 0], [batch, length, inputSize]);
      return recurrent(tf, gru, (name) => (name === 'x' ? x : inputs.get(name)));
    });
  // A length of its own starts the backend up: only the length is to be new.
  call(1).dispose();
  return {
    run: () => call(lengths[0]!).dispose(),
    async outputs() {
      const output = call(lengths[0]!);
      const values = await floats(output);
      output.dispose();
      return { output: values };
    },
    first: (): Promise<FirstCalls> =>
      measureLengths(lengths, async (length) => {
        call(length).dispose();
      }),
    dispose: () => inputs.dispose(),
  };
}

function recurrent(
  tf: Tf,
  { cell, bidirectional }: Pick<RecurrentWorkload, 'cell' | 'bidirectional'>,
  get: Get,
): TfTensor {
  const direction = cell === 'gru' ? gruDirection : lstmDirection;
  const x = get('x');
  const ahead = direction(tf, x, get, '_l0');
  if (!bidirectional) return ahead;
  const back = direction(tf, tf.reverse(x, 1), get, '_l0_reverse');
  return tf.concat([ahead, tf.reverse(back, 1)], 2);
}

function projected(tf: Tf, x: TfTensor, get: Get, suffix: string): TfTensor[] {
  const timeMajor = x.transpose([1, 0, 2]);
  return tf.unstack(dense(tf, timeMajor, get(`weight_ih${suffix}`), get(`bias_ih${suffix}`)), 0);
}

function gruDirection(tf: Tf, x: TfTensor, get: Get, suffix: string): TfTensor {
  const kernel = get(`weight_hh${suffix}`);
  const bias = get(`bias_hh${suffix}`);
  const [batch = 0] = x.shape;
  let h = tf.zeros([batch, kernel.shape[0]!]);
  const states = projected(tf, x, get, suffix).map((input) => {
    const [ir, iz, inew] = three(tf.split(input, 3, 1));
    const [hr, hz, hnew] = three(tf.split(tf.fused.matMul({ a: h, b: kernel, bias }), 3, 1));
    const r = ir.add(hr).sigmoid();
    const z = iz.add(hz).sigmoid();
    const n = inew.add(r.mul(hnew)).tanh();
    h = n.add(z.mul(h.sub(n)));
    return h;
  });
  return tf.stack(states, 1);
}

function lstmDirection(tf: Tf, x: TfTensor, get: Get, suffix: string): TfTensor {
  const kernel = get(`weight_hh${suffix}`);
  const bias = get(`bias_hh${suffix}`);
  const [batch = 0] = x.shape;
  let h = tf.zeros([batch, kernel.shape[0]!]);
  let c = h;
  const states = projected(tf, x, get, suffix).map((input) => {
    const gates = input.add(tf.fused.matMul({ a: h, b: kernel, bias }));
    const [i, f, g, o] = four(tf.split(gates, 4, 1));
    c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
    h = o.sigmoid().mul(c.tanh());
    return h;
  });
  return tf.stack(states, 1);
}

function three(parts: readonly TfTensor[]): readonly [TfTensor, TfTensor, TfTensor] {
  return [parts[0]!, parts[1]!, parts[2]!];
}

function four(parts: readonly TfTensor[]): readonly [TfTensor, TfTensor, TfTensor, TfTensor] {
  return [parts[0]!, parts[1]!, parts[2]!, parts[3]!];
}
