import { backward } from '@rondo/autograd';
import { Random } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { Adam, clipGradNorm } from '@rondo/optim';
import {
  crossEntropy,
  manualSeed,
  scope,
  softmax,
  stack,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import { Mistake } from '../../../mistakes/mistake.ts';
import { cellKinds, type CellKind } from '../cell/cell-kind.ts';
import { readSettings, type LearnSettings } from './learn-settings.ts';
import { MemoryNet } from './memory-net.ts';
import { channels, lengthOf, noAnswer, numbersOf, sequenceOf, type Sequence } from './sequences.ts';

export type ByKind<Value> = Readonly<Record<CellKind, Value>>;

/** How the nets do on sequences that they have never seen. */
export interface Checked {
  readonly step: number;
  /** Share of right answers. */
  readonly accuracy: ByKind<number>;
  /** One of the sequences, and for each of its steps how sure a net is of 1. */
  readonly sample: Sequence;
  readonly chances: ByKind<readonly number[]>;
}

const batchSize = 32;
const checkedSequences = 100;
const learningRate = 0.005;

interface Batch {
  readonly x: Tensor;
  readonly answers: Tensor;
}

/** An RNN, a GRU and an LSTM that learn the same task from the same sequences, step by step. */
export class Learning {
  readonly settings: LearnSettings;
  readonly nets: ByKind<MemoryNet>;
  readonly #optimizer: Adam;
  readonly #unseen: readonly Sequence[];
  #step = 0;

  constructor(settings: LearnSettings) {
    this.settings = settings;
    manualSeed(settings.seed);
    const { units, keepBias } = settings;
    this.nets = byKind((kind) => new MemoryNet(kind, units, keepBias));
    const parameters = cellKinds.flatMap((kind) => this.nets[kind].parameters());
    this.#optimizer = new Adam(parameters, { learningRate });
    const random = new Random(settings.seed);
    this.#unseen = Array.from({ length: checkedSequences }, () => sequenceOf(settings, random));
  }

  get step(): number {
    return this.#step;
  }

  get parameters(): number {
    return cellKinds
      .flatMap((kind) => this.nets[kind].parameters())
      .reduce((sum, { size }) => sum + size, 0);
  }

  /** Sequence steps that one training step reads, in all nets. */
  get stepAmount(): number {
    return cellKinds.length * batchSize * lengthOf(this.settings);
  }

  /**
   * One step of all nets on new sequences → their losses.
   * @throws Error where a loss is not a number any more.
   */
  async takeStep(): Promise<ByKind<number>> {
    // The sequences follow from the step, so that a run that was kept goes on with the same ones.
    const random = new Random(this.settings.seed, this.#step + 1);
    const sequences = Array.from({ length: batchSize }, () => sequenceOf(this.settings, random));
    const batch = this.#tensors(sequences, random);
    const losses = cellKinds.map((kind) => this.#gradients(this.nets[kind], batch));
    this.#optimizer.step();
    this.#step += 1;
    const together = stack(losses, 0);
    try {
      const found = await together.data();
      for (const [n, kind] of cellKinds.entries()) {
        if (!Number.isFinite(found[n]!)) {
          throw new Error(
            `the loss of the ${kind.toUpperCase()} is ${found[n]} at step ${this.#step}: its weights have grown beyond all bounds; start anew with another seed or fewer units`,
          );
        }
      }
      return byKind((_, n) => found[n]!);
    } finally {
      for (const one of [together, ...losses, batch.x, batch.answers]) one.dispose();
    }
  }

  #gradients(net: MemoryNet, { x, answers }: Batch): Tensor {
    const loss = backward(() => crossEntropy(net.forward(x), answers, { ignoreIndex: noAnswer }));
    clipGradNorm(net.parameters(), 1).dispose();
    return loss;
  }

  /** Asks all nets for the answers to unseen sequences. */
  async check(): Promise<Checked> {
    const { x, answers } = this.#tensors(this.#unseen, new Random(this.settings.seed, 0));
    const found: Partial<Record<CellKind, ArrayLike<number>>> = {};
    try {
      for (const kind of cellKinds) {
        const chances = scope(() => softmax(this.nets[kind].forward(x), -1).select(1, 1));
        found[kind] = await chances.data();
        chances.dispose();
      }
    } finally {
      x.dispose();
      answers.dispose();
    }
    const length = lengthOf(this.settings);
    const wanted = this.#unseen.flatMap((sequence) => sequence.answers);
    return {
      step: this.#step,
      accuracy: byKind((kind) => shareRight(found[kind]!, wanted)),
      sample: this.#unseen[0]!,
      chances: byKind((kind) => Array.from({ length }, (_, t) => found[kind]![t]!)),
    };
  }

  /** One safetensors file with the weights of all nets under PyTorch's names, and what it takes to go on. */
  save(): Promise<Uint8Array> {
    const { tensors, numbers } = this.#optimizer.stateDict();
    const weights = cellKinds.flatMap((kind) => prefixed(kind, this.nets[kind].stateDict()));
    return safetensors.save(Object.fromEntries([...weights, ...prefixed('optimizer', tensors)]), {
      settings: JSON.stringify(this.settings),
      optimizer: JSON.stringify(numbers),
      step: String(this.#step),
    });
  }

  /**
   * Goes on from what `save` gave.
   * @throws SafetensorsError for a file that is none of safetensors, Mistake for one of something else.
   */
  static load(bytes: Uint8Array): Learning {
    const { tensors, metadata } = safetensors.load(bytes);
    try {
      const learning = new Learning(fileSettings(metadata['settings']));
      for (const kind of cellKinds) learning.nets[kind].loadStateDict(under(kind, tensors));
      learning.#optimizer.loadStateDict({
        tensors: under('optimizer', tensors),
        numbers: JSON.parse(metadata['optimizer']!),
      });
      learning.#step = Number(metadata['step']);
      return learning;
    } finally {
      for (const one of Object.values(tensors)) one.dispose();
    }
  }

  /** Frees what only training needs: gradients and what the optimizer remembers. */
  end(): void {
    this.#optimizer.clearGrad();
    this.#optimizer.dispose();
  }

  dispose(): void {
    for (const kind of cellKinds) this.nets[kind].dispose();
    this.#optimizer.dispose();
  }

  #tensors(sequences: readonly Sequence[], random: Random): Batch {
    const { x, answers } = numbersOf(sequences, random);
    const shape = [sequences.length, lengthOf(this.settings), channels];
    return { x: tensor(x, { shape }), answers: tensor(answers) };
  }
}

/** @throws Mistake where they are not those of a run of this page. */
function fileSettings(text: string | undefined): LearnSettings {
  const settings = text === undefined ? undefined : readSettings(text);
  if (!settings) throw new Mistake('wrongFile');
  return settings;
}

function byKind<Value>(of: (kind: CellKind, n: number) => Value): ByKind<Value> {
  const entries = cellKinds.map((kind, n) => [kind, of(kind, n)] as const);
  return Object.fromEntries(entries) as Record<CellKind, Value>;
}

function shareRight(chances: ArrayLike<number>, wanted: readonly (0 | 1 | undefined)[]): number {
  const asked = wanted.flatMap((answer, at) => (answer === undefined ? [] : [{ answer, at }]));
  const right = asked.filter(({ answer, at }) => Number(chances[at]! > 0.5) === answer);
  return right.length / asked.length;
}

function prefixed(prefix: string, tensors: Readonly<Record<string, Tensor>>): [string, Tensor][] {
  return Object.entries(tensors).map(([name, value]) => [`${prefix}.${name}`, value]);
}

function under(prefix: string, tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}.`));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length + 1), value]));
}
