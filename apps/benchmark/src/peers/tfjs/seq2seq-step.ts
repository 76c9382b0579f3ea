import type { Job, Seq2seqStepWorkload, Unsupported } from '@rondo/workloads';
import { gradientOf } from '../models/kernels.ts';
import { TransformerModel } from '../models/transformer.ts';
import { noScatterOnWasm } from './simple-jobs.ts';
import type { Tf, TfTensor, TfVariable } from './tf.ts';
import { TfInputs } from './tf-inputs.ts';
import { floats } from './tf-job.ts';
import { causalMask, tfOperations } from './tf-operations.ts';

/** Left out on the cpu backend: a step takes most of a minute there, and shows what the GEMMs show. */
export function seq2seqStepJob(
  tf: Tf,
  workload: Seq2seqStepWorkload,
  backend: string,
): Job | Unsupported {
  if (backend === 'cpu')
    return { unsupported: 'left out: about a minute a step in plain JavaScript' };
  if (workload.embeddings) return noScatterOnWasm;
  return new TrainingStep(tf, workload);
}

class TrainingStep implements Job {
  readonly #tf: Tf;
  readonly #workload: Seq2seqStepWorkload;
  readonly #inputs: TfInputs;
  readonly #mask: TfTensor;
  readonly #labels: TfTensor;
  #variables = new Map<string, TfVariable>();
  #optimizer;

  constructor(tf: Tf, workload: Seq2seqStepWorkload) {
    this.#tf = tf;
    this.#workload = workload;
    this.#inputs = new TfInputs(tf, workload);
    this.#mask = causalMask(tf, workload.length);
    this.#labels = this.#inputs.get('labels').reshape([-1]);
    this.#optimizer = tf.train.adam(workload.learningRate, 0.9, 0.999, 1e-8);
    for (const name of this.#inputs.trained) {
      this.#variables.set(name, tf.variable(this.#inputs.get(name), true, name));
    }
  }

  run(): void {
    const { loss, gradients } = this.#step();
    this.#tf.dispose({ loss, ...gradients });
  }

  async outputs(): Promise<Record<string, Float32Array>> {
    const first = this.#step();
    const outputs: Record<string, Float32Array> = { loss: await floats(first.loss) };
    for (const name of this.#workload.checked) {
      const kernels = new Map<string, Float32Array>();
      for (const [kernel, gradient] of Object.entries(first.gradients)) {
        if (kernel.startsWith(name)) kernels.set(kernel, await floats(gradient));
      }
      outputs[`grad.${name}`] = gradientOf(this.#workload, name, (kernel) => kernels.get(kernel)!);
    }
    const losses = [first, this.#step(), this.#step()];
    outputs['losses'] = new Float32Array(3);
    for (const [i, { loss, gradients }] of losses.entries()) {
      outputs['losses'][i] = (await floats(loss))[0]!;
      this.#tf.dispose({ loss, ...gradients });
    }
    return outputs;
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.#tf.disposeVariables();
    this.#tf.dispose([this.#mask, this.#labels]);
    this.#inputs.dispose();
  }

  #step(): { loss: TfTensor; gradients: Record<string, TfTensor> } {
    const tf = this.#tf;
    return tf.tidy(() => {
      const variables = [...this.#variables.values()];
      const { value, grads } = tf.variableGrads(() => this.#loss(), variables);
      this.#optimizer.applyGradients(grads);
      return { loss: value, gradients: grads };
    });
  }

  #loss(): TfTensor {
    const { heads, layers, vocabulary } = this.#workload;
    const get = (name: string): TfTensor => this.#variables.get(name) ?? this.#inputs.get(name);
    const model = new TransformerModel(tfOperations(this.#tf, this.#mask), get, heads);
    const memory = model.encode(get('source'), layers);
    const states = model.decode(get('target'), memory, layers);
    const logits = model.dense(states, 'output').reshape([-1, vocabulary]);
    return this.#tf.losses.softmaxCrossEntropy(this.#tf.oneHot(this.#labels, vocabulary), logits);
  }
}
