import { readFileSync } from 'node:fs';
import { backward, type Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { Embedding, Linear, Module, safetensors } from '@rondo/layers-core';
import {
  adamUpdate,
  arange,
  crossEntropy,
  tensor,
  useBackend,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { expect, it } from 'vitest';
import { Transformer } from '../src/transformer.ts';

useBackend(cpu());

const [SOURCE, TARGET, WIDTH, BATCH, LONGEST] = [23, 19, 12, 7, 6] as const;
const [PAD, BEGIN, END, FIRST] = [0, 1, 2, 4] as const;

/** The batches of make-transformer-training.py: the target is the source backwards, in other words. */
function batch(step: number) {
  const lengths = Array.from({ length: BATCH }, (_, n) => 1 + ((3 * n + step) % LONGEST));
  const padded = (tokens: readonly number[], length: number): number[] =>
    Array.from({ length }, (_, t) => tokens[t] ?? PAD);
  const words = lengths.map((length, n) =>
    Array.from(
      { length },
      (_, t) => FIRST + ((7 * n + 5 * t + 11 * step + n * t) % (SOURCE - FIRST)),
    ),
  );
  const others = words.map((sentence) =>
    sentence.toReversed().map((word) => FIRST + ((3 * word) % (TARGET - FIRST))),
  );
  return {
    source: words.map((sentence) => padded(sentence, LONGEST)),
    lengths,
    given: others.map((sentence) => padded([BEGIN, ...sentence], LONGEST + 1)),
    wanted: others.map((sentence) => padded([...sentence, END], LONGEST + 1)),
  };
}

class Model extends Module {
  readonly source = new Embedding(SOURCE, WIDTH, { paddingIdx: PAD });
  readonly target = new Embedding(TARGET, WIDTH, { paddingIdx: PAD });
  readonly positions = new Embedding(LONGEST + 1, WIDTH);
  readonly transformer = new Transformer(WIDTH, 3, {
    encoderLayers: 2,
    decoderLayers: 2,
    feedForward: 20,
    dropout: 0,
  });
  readonly output = new Linear(WIDTH, TARGET);

  forward(source: Tensor, lengths: readonly number[], given: Tensor): Tensor {
    const features = this.transformer.forward(
      this.#embed(this.source, source),
      this.#embed(this.target, given),
      {
        sourceLengths: lengths,
        targetLengths: lengths.map((length) => length + 1),
        causal: true,
      },
    );
    return this.output.forward(features);
  }

  #embed(table: Embedding, tokens: Tensor): Tensor {
    const positions = this.positions.forward(arange(0, tokens.shape[1]!));
    return table.forward(tokens).mul(Math.sqrt(WIDTH)).add(positions);
  }
}

function adam(parameters: readonly Parameter[], learningRate: number): (step: number) => void {
  const state = parameters.map(({ shape }) => [zeros(shape), zeros(shape)] as const);
  const fixed = { learningRate, beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0 };
  return (step) => {
    const corrections = { correction1: 1 - 0.9 ** step, correction2: 1 - 0.999 ** step };
    for (const [i, parameter] of parameters.entries()) {
      const settings = { ...fixed, ...corrections, decoupled: false };
      adamUpdate(parameter, parameter.grad!, ...state[i]!, settings);
      parameter.clearGrad();
    }
  };
}

it('a Transformer has the loss curve of PyTorch over 100 steps', async () => {
  const file = new URL('fixtures/transformer-training.safetensors', import.meta.url);
  const { tensors, metadata } = safetensors.load(readFileSync(file));
  const expected = JSON.parse(metadata['losses']!) as number[];
  const model = own(new Model());
  model.loadStateDict(tensors);
  const update = adam(model.parameters(), Number(metadata['learningRate']));
  const losses: number[] = [];
  for (let step = 0; step < expected.length; step++) {
    const { source, lengths, given, wanted } = batch(step);
    const loss = backward(() => {
      const logits = model.forward(
        tensor(source, { dtype: 'int32' }),
        lengths,
        tensor(given, { dtype: 'int32' }),
      );
      const labels = tensor(Int32Array.from(wanted.flat()));
      return crossEntropy(logits.flatten(0, 1), labels, { ignoreIndex: PAD });
    });
    update(step + 1);
    losses.push(await loss.item());
    loss.dispose();
  }
  expect(losses).toHaveLength(100);
  // It learned: the curve is no flat line.
  expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
  const apart = losses.map((loss, step) => Math.abs(loss - expected[step]!));
  const relative = apart.map((difference, step) => difference / expected[step]!);
  expect(Math.max(...apart)).toBeLessThan(1e-3);
  expect(Math.max(...relative)).toBeLessThan(1e-3);
});
