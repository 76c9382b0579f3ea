import type { Job, NonLocalWorkload } from '@rondo/workloads';
import type { Tf, TfTensor } from './tf.ts';
import { TfInputs } from './tf-inputs.ts';
import { backwardJob, forwardJob } from './tf-job.ts';
import { dense } from './tf-operations.ts';

type Get = (name: string) => TfTensor;

/** Its layout has the channels last: convolutions of one position are dense layers of its rows. */
export function nonLocalJob(tf: Tf, workload: NonLocalWorkload): Job {
  const inputs = new TfInputs(tf, workload);
  const forward = (get: Get): TfTensor => block(tf, workload, get);
  if (workload.backward) {
    return backwardJob({ tf, inputs, workload, output: 'output' }, forward);
  }
  return forwardJob(tf, inputs, () => ({ output: forward(inputs.get) }));
}

function block(tf: Tf, workload: NonLocalWorkload, get: Get): TfTensor {
  const { batch, channels, innerChannels, positions, subsample, backward } = workload;
  const count = positions.reduce((product, size) => product * size, 1);
  const x = get('x').reshape([batch, channels, count]).transpose([0, 2, 1]);
  const conv = (name: string, input: TfTensor, from: number, to: number): TfTensor => {
    const kernel = get(`${name}.weight`).reshape([to, from]).transpose([1, 0]);
    return dense(tf, input, kernel, get(`${name}.bias`));
  };
  const inner = (name: string): TfTensor => conv(name, x, channels, innerChannels);
  const pooled = (rows: TfTensor): TfTensor => (subsample ? pooledInSpace(rows, workload) : rows);
  const scores = tf
    .matMul(inner('theta'), pooled(inner('phi')), false, true)
    .mul(innerChannels ** -0.5);
  const y = tf.matMul(tf.softmax(scores), pooled(inner('g')));
  const out = conv('conv_out', y, innerChannels, channels);
  const normed = backward ? normalised(tf, out) : out.mul((1 + 1e-5) ** -0.5);
  const z = x.add(normed.mul(get('bn.weight')).add(get('bn.bias')));
  return z.transpose([0, 2, 1]).reshape([batch, channels, ...positions]);
}

function normalised(tf: Tf, x: TfTensor): TfTensor {
  const { mean, variance } = tf.moments(x, [0, 1], true);
  return x.sub(mean).mul(variance.add(1e-5).rsqrt());
}

/** The largest of each 2 x 2 positions of a frame: its max-pooling has no gradient on the wasm backend. */
function pooledInSpace(rows: TfTensor, workload: NonLocalWorkload): TfTensor {
  const { batch, innerChannels, positions } = workload;
  const [height = 1, width = 1] = positions.slice(-2);
  const halves = rows.reshape([-1, 2, width / 2, 2, innerChannels]);
  const keys = positions.reduce((product, size) => product * size, 1) / 4;
  if (height % 2 !== 0) throw new Error('an even height is expected');
  return halves.max([1, 3]).reshape([batch, keys, innerChannels]);
}
