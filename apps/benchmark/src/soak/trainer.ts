import { backward } from '@rondo/autograd';
import { Adam, clipGradNorm } from '@rondo/optim';
import {
  crossEntropy,
  manualSeed,
  scope,
  tensor,
  useBackend,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import { ignored, soakBatch, vocabulary } from './batch.ts';
import { SoakModel } from './model.ts';

/** Numbers by name. */
export type Values = ReadonlyMap<string, Float32Array>;

async function valuesOf(tensors: Iterable<readonly [string, Tensor]>): Promise<Values> {
  const values = new Map<string, Float32Array>();
  for (const [name, own] of tensors) values.set(name, Float32Array.from(await own.data()));
  return values;
}

/** Tensors of the current backend with the shapes of others and the numbers of the same names. */
function copies(originals: Readonly<Record<string, Tensor>>, values: Values) {
  return Object.fromEntries(
    Object.entries(originals).map(([name, { shape }]) => [
      name,
      tensor(values.get(name)!, { shape }),
    ]),
  );
}

/** A model and its optimizer on one backend; step `number` is the same, dropout included, whenever and wherever it is made. */
export class Trainer {
  readonly #backend: Backend;
  readonly #model: SoakModel;
  readonly #optimizer: Adam;

  constructor(backend: Backend) {
    this.#backend = backend;
    useBackend(backend);
    this.#model = new SoakModel();
    // A gradient that is nothing but rounding, as that of the keys' bias is, must not be blown up to a whole step.
    this.#optimizer = new Adam(this.#model.parameters(), { learningRate: 1e-3, eps: 1e-5 });
  }

  /** The loss of a batch, whose gradients are then in the parameters. */
  #backward(number: number): Tensor {
    useBackend(this.#backend);
    manualSeed(number);
    const batch = soakBatch(number);
    return backward(() =>
      crossEntropy(this.#model.forward(batch).reshape([-1, vocabulary]), tensor(batch.targets), {
        ignoreIndex: ignored,
      }),
    );
  }

  /** One step of training. The loss is the caller's. */
  step(number: number): Tensor {
    const loss = this.#backward(number);
    clipGradNorm(this.#model.parameters(), 1).dispose();
    this.#optimizer.step();
    return loss;
  }

  /** The gradients of a batch, from the parameters as they are. */
  async gradients(number: number): Promise<Values> {
    this.#backward(number).dispose();
    const parameters = this.#model.namedParameters();
    const values = await valuesOf(parameters.map(([name, { grad }]) => [name, grad!] as const));
    this.#optimizer.clearGrad();
    return values;
  }

  /** All parameters, and what the optimizer remembers of each. */
  state(): Promise<Values> {
    return valuesOf([
      ...this.#model.namedParameters(),
      ...Object.entries(this.#optimizer.stateDict().tensors),
    ]);
  }

  /** Takes over the parameters and the optimizer's state of another trainer. */
  async follow(other: Trainer): Promise<void> {
    const values = await other.state();
    const { numbers, tensors } = other.#optimizer.stateDict();
    const parameters = Object.fromEntries(other.#model.namedParameters());
    useBackend(this.#backend);
    scope(() => {
      this.#model.loadStateDict(copies(parameters, values));
      this.#optimizer.loadStateDict({ numbers, tensors: copies(tensors, values) });
    });
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.#model.dispose();
  }
}
