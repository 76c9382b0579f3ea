import type { Job, Seq2seqStepWorkload } from '@rondo/workloads';
import { gradientOf } from '../models/kernels.ts';
import { TransformerModel } from '../models/transformer.ts';
import { adamUpdate, zerosLike, type AdamState } from './adam.ts';
import { meanCrossEntropy } from './cross-entropy.ts';
import type { Jax, JaxArray, NamedArrays } from './jax.ts';
import { getter, jaxInputs } from './jax-inputs.ts';
import { floats } from './jax-job.ts';
import { causalMask, jaxOperations } from './jax-operations.ts';

const tables = ['source_embedding', 'target_embedding'];

interface Gradients {
  readonly loss: JaxArray;
  readonly gradients: NamedArrays;
}

/**
 * Loss and gradients of the Transformer are one compiled function. The gradient of an embedding cannot be compiled, so the
 * look-ups and their gradients are uncompiled around it, as is the choice of whose turn it is for Adam.
 */
export async function seq2seqStepJob(jax: Jax, workload: Seq2seqStepWorkload): Promise<Job> {
  const { trained, given } = jaxInputs(jax, workload);
  const model = compiledModel(jax, workload);
  const update = adamUpdate(jax, { ...workload, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
  let states: Record<string, AdamState> = {};
  let steps = 0;
  const start = (): void => {
    jax.tree.dispose(states);
    steps = 0;
    states = Object.fromEntries(
      Object.entries(trained).map(([name, parameter]) => [
        name,
        { parameter: parameter.ref, m: zerosLike(jax, parameter), v: zerosLike(jax, parameter) },
      ]),
    );
  };
  const step = async (): Promise<Gradients> => {
    steps += 1;
    const parameters = Object.fromEntries(
      Object.entries(states).map(([name, { parameter }]) => [name, parameter]),
    );
    const result = workload.embeddings
      ? withEmbeddings(jax, workload, parameters, given, model)
      : model(jax.tree.ref(parameters), jax.tree.ref(given));
    states = Object.fromEntries(
      Object.entries(states).map(([name, state]) => [
        name,
        update(state, result.gradients[name]!.ref, steps),
      ]),
    );
    await jax.blockUntilReady(states);
    return result;
  };
  const run = async (): Promise<void> => {
    const { loss, gradients } = await step();
    jax.tree.dispose([loss, gradients]);
  };
  start();
  await run();
  start();
  return {
    run,
    async outputs() {
      const results = [await step(), await step(), await step()] as const;
      const losses = new Float32Array(3);
      for (const [i, { loss }] of results.entries()) losses[i] = (await floats(loss))[0]!;
      const outputs: Record<string, Float32Array> = { loss: losses.slice(0, 1), losses };
      const [{ gradients }] = results;
      for (const name of workload.checked) {
        const kernels = new Map<string, Float32Array>();
        for (const [kernel, gradient] of Object.entries(gradients)) {
          if (kernel.startsWith(name)) kernels.set(kernel, await floats(gradient.ref));
        }
        outputs[`grad.${name}`] = gradientOf(workload, name, (kernel) => kernels.get(kernel)!);
      }
      jax.tree.dispose(results.map((result) => result.gradients));
      return outputs;
    },
    dispose() {
      model.dispose();
      update.dispose();
      jax.tree.dispose([states, trained, given]);
    },
  };
}

type CompiledModel = ((parameters: NamedArrays, given: NamedArrays) => Gradients) & {
  dispose(): void;
};

/** Loss and gradients by `source`, `target` and the parameters of the Transformer. */
function compiledModel(jax: Jax, workload: Seq2seqStepWorkload): CompiledModel {
  const { heads, layers, vocabulary, length } = workload;
  const lossOf = (parameters: NamedArrays, given: NamedArrays): JaxArray => {
    const get = getter(parameters, given);
    const ops = jaxOperations(jax, causalMask(jax, length));
    const model = new TransformerModel(ops, get, heads);
    const states = model.decode(get('target'), model.encode(get('source'), layers), layers);
    const logits = model.dense(states, 'output').reshape([-1, vocabulary]);
    return meanCrossEntropy(jax, logits, get('labels').reshape([-1]));
  };
  const differentiated = jax.valueAndGrad(lossOf);
  const compiled = jax.jit((parameters: NamedArrays, given: NamedArrays) => {
    const [loss, gradients] = differentiated(parameters, given);
    return { loss, gradients };
  });
  return compiled;
}

/** Looks source and target up, lets the model differentiate by them, and sums their gradients into the tables. */
function withEmbeddings(
  jax: Jax,
  { dModel }: Seq2seqStepWorkload,
  parameters: NamedArrays,
  given: NamedArrays,
  model: CompiledModel,
): Gradients {
  const { take } = jax.numpy;
  const get = getter(parameters, given);
  const others = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => !tables.includes(name)),
  );
  const embedded = (side: string): JaxArray =>
    take(get(`${side}_embedding`), get(`${side}_ids`), 0)
      .mul(Math.sqrt(dModel))
      .add(get('positions'));
  const leaves = {
    ...jax.tree.ref(others),
    source: embedded('source'),
    target: embedded('target'),
  };
  const { loss, gradients } = model(leaves, { labels: get('labels') });
  const { source, target, ...rest } = gradients;
  const scatter = jax.grad((table: JaxArray, ids: JaxArray, dy: JaxArray) =>
    take(table, ids, 0).mul(dy).sum(),
  );
  const tableGradient = (side: string, dy: JaxArray): JaxArray =>
    scatter(get(`${side}_embedding`), get(`${side}_ids`), dy.mul(Math.sqrt(dModel)));
  return {
    loss,
    gradients: {
      ...rest,
      source_embedding: tableGradient('source', source!),
      target_embedding: tableGradient('target', target!),
    },
  };
}
