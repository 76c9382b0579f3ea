import type {
  AdamWorkload,
  ChainWorkload,
  CrossEntropyWorkload,
  EmbeddingWorkload,
  EncoderLayerWorkload,
  GemmWorkload,
  Job,
  LayerNormWorkload,
  SmallOpWorkload,
  SoftmaxWorkload,
} from '@rondo/workloads';
import { TransformerModel } from '../models/transformer.ts';
import { adamUpdate, zerosLike } from './adam.ts';
import { meanCrossEntropy } from './cross-entropy.ts';
import type { Jax, JaxArray } from './jax.ts';
import { jaxInputs } from './jax-inputs.ts';
import { backwardJob, floats, forwardJob } from './jax-job.ts';
import { jaxOperations } from './jax-operations.ts';

export function gemmJob(jax: Jax, workload: GemmWorkload): Promise<Job> {
  const { transposeA, transposeB } = workload;
  return forwardJob(jax, workload, 'c', (get) => {
    const a = transposeA ? get('a').transpose() : get('a');
    const b = transposeB ? get('b').transpose() : get('b');
    return jax.numpy.matmul(a, b);
  });
}

export function softmaxJob(jax: Jax, workload: SoftmaxWorkload): Promise<Job> {
  return forwardJob(jax, workload, 'y', (get) => jax.nn.softmax(get('x'), -1));
}

export function crossEntropyJob(jax: Jax, workload: CrossEntropyWorkload): Promise<Job> {
  return backwardJob(jax, workload, 'loss', (get) =>
    meanCrossEntropy(jax, get('logits'), get('labels')),
  );
}

export function layerNormJob(jax: Jax, workload: LayerNormWorkload): Promise<Job> {
  const ops = jaxOperations(jax);
  const job = workload.backward ? backwardJob : forwardJob;
  return job(jax, workload, 'y', (get) => ops.layerNorm(get('x'), get('weight'), get('bias')));
}

export function chainJob(jax: Jax, workload: ChainWorkload): Promise<Job> {
  const { a, b, c } = workload;
  return forwardJob(jax, workload, 'y', (get) => jax.numpy.tanh(get('x').mul(a).add(b)).mul(c));
}

/** Its gradient cannot be compiled ("routine primitive scatter input is not imm"), so it runs uncompiled. */
export async function embeddingJob(jax: Jax, workload: EmbeddingWorkload): Promise<Job> {
  const { take } = jax.numpy;
  if (!workload.backward) {
    return forwardJob(jax, workload, 'y', (get) => take(get('weight'), get('ids'), 0));
  }
  const { trained, given } = jaxInputs(jax, workload);
  const { weight } = trained;
  const { ids, grad_output: upstream } = given;
  const gradient = jax.grad((table: JaxArray, rows: JaxArray, dy: JaxArray) =>
    take(table, rows, 0).mul(dy).sum(),
  );
  const once = (): JaxArray => gradient(weight!.ref, ids!.ref, upstream!.ref);
  const run = async (): Promise<void> => (await once().blockUntilReady()).dispose();
  await run();
  return {
    run,
    outputs: async () => ({ 'grad.weight': await floats(once()) }),
    dispose: () => jax.tree.dispose([trained, given]),
  };
}

/** Each operation on its own, since compiled they would become one. */
export async function smallOpJob(jax: Jax, workload: SmallOpWorkload): Promise<Job> {
  const { given } = jaxInputs(jax, workload);
  const { a, b } = given;
  const once = async (): Promise<JaxArray> => {
    let y: JaxArray = a!.ref;
    for (let i = 0; i < workload.operations; i += 1) {
      // Waiting for each is faster than a long queue of operations.
      y = await y.add(b!.ref).blockUntilReady();
    }
    return y;
  };
  return {
    run: async () => (await once()).dispose(),
    outputs: async () => ({ y: await floats(await once()) }),
    dispose: () => jax.tree.dispose(given),
  };
}

export function encoderLayerJob(jax: Jax, workload: EncoderLayerWorkload): Promise<Job> {
  const ops = jaxOperations(jax);
  const job = workload.backward ? backwardJob : forwardJob;
  return job(jax, workload, 'output', (get) =>
    new TransformerModel(ops, get, workload.heads).encoderLayer(get('x'), ''),
  );
}

export async function adamJob(jax: Jax, workload: AdamWorkload): Promise<Job> {
  const { given } = jaxInputs(jax, workload);
  const { parameter, gradient } = given;
  const update = adamUpdate(jax, workload);
  const start = (): void => {
    const moments = { m: zerosLike(jax, parameter!), v: zerosLike(jax, parameter!) };
    state = { parameter: parameter!.ref, ...moments };
    steps = 0;
  };
  let state: { parameter: JaxArray; m: JaxArray; v: JaxArray };
  let steps: number;
  const run = async (): Promise<void> => {
    steps += 1;
    state = update(state, gradient!.ref, steps);
    await jax.blockUntilReady(state);
  };
  start();
  await run();
  jax.tree.dispose(state!);
  start();
  return {
    run,
    async outputs() {
      await run();
      return { parameter: await floats(state.parameter.ref) };
    },
    dispose() {
      update.dispose();
      jax.tree.dispose([state, given]);
    },
  };
}
