import { backward } from '@rondo/autograd';
import { Adam } from '@rondo/optim';
import { crossEntropy, type Tensor } from '@rondo/tensor';
import type { Job } from '../job.ts';
import type { GreedyDecodeWorkload, Seq2seqStepWorkload } from '../workload.ts';
import { Inputs } from './input-tensors.ts';
import { numbersOf } from './tensor-job.ts';
import { embedded, TranslationModel } from './translation-model.ts';

const checkedSteps = 3;

/** The model with the parameters of the workload. */
function modelOf(
  workload: Seq2seqStepWorkload | GreedyDecodeWorkload,
  inputs: Inputs,
  embeddings: boolean,
): TranslationModel {
  const model = new TranslationModel(workload, { embeddings });
  const names = Object.keys(model.stateDict());
  model.loadStateDict(Object.fromEntries(names.map((name) => [name, inputs.get(name)])));
  return model;
}

export function seq2seqStepJob(workload: Seq2seqStepWorkload): Job {
  const { embeddings, learningRate, checked } = workload;
  const inputs = new Inputs(workload);
  const model = modelOf(workload, inputs, embeddings);
  const optimizer = new Adam(model.parameters(), { learningRate });
  const labels = inputs.get('labels').reshape([-1]);
  const embed = (side: 'source' | 'target'): Tensor => {
    if (!embeddings) return inputs.get(side);
    const table = side === 'source' ? model.sourceEmbedding! : model.targetEmbedding!;
    return embedded(inputs.get(`${side}_ids`), table, inputs.get('positions'));
  };
  const gradients = (): Tensor =>
    backward(() => {
      const logits = model.forward(embed('source'), embed('target'));
      return crossEntropy(logits.reshape([-1, workload.vocabulary]), labels);
    });
  return {
    run() {
      gradients().dispose();
      optimizer.step();
    },
    async outputs() {
      const losses: number[] = [];
      const outputs: Record<string, Float32Array> = {};
      for (let step = 0; step < checkedSteps; step += 1) {
        const loss = gradients();
        losses.push(await loss.item());
        loss.dispose();
        if (step === 0) Object.assign(outputs, await checkedGradients(model, checked));
        optimizer.step();
      }
      const [first = NaN] = losses;
      return { ...outputs, loss: Float32Array.of(first), losses: Float32Array.from(losses) };
    },
    dispose() {
      for (const owned of [optimizer, model, labels, inputs]) owned.dispose();
    },
  };
}

async function checkedGradients(
  model: TranslationModel,
  names: readonly string[],
): Promise<Record<string, Float32Array>> {
  const found = model
    .namedParameters()
    .flatMap(([name, { grad }]) => (grad && names.includes(name) ? [[`grad.${name}`, grad]] : []));
  return numbersOf(Object.fromEntries(found) as Record<string, Tensor>);
}

export function greedyDecodeJob(workload: GreedyDecodeWorkload): Job {
  const inputs = new Inputs(workload);
  const model = modelOf(workload, inputs, true).eval();
  const decode = (): Tensor =>
    model.decode(
      inputs.get('source_ids'),
      inputs.get('positions'),
      workload.start,
      workload.length,
    );
  return {
    run: () => decode().dispose(),
    async outputs() {
      const tokens = decode();
      const outputs = await numbersOf({ tokens });
      tokens.dispose();
      return outputs;
    },
    dispose() {
      model.dispose();
      inputs.dispose();
    },
  };
}
