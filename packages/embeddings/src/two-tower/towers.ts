import type { Parameter } from '@rondo/autograd';
import {
  Dropout,
  Embedding,
  EmbeddingBag,
  Linear,
  Module,
  ReLU,
  Sequential,
} from '@rondo/layers-core';
import { scope, tensor, type Tensor } from '@rondo/tensor';
import { FeatureEncoder } from './feature-encoder.ts';
import type { FeatureArrays, FeatureSizes } from './features.ts';
import { smallRows } from './small-rows.ts';

/** Items as index and features. */
export interface ItemInput {
  readonly indices: Int32Array;
  readonly features: FeatureArrays;
}

/** Users as history `[n, width]` (filled up with the number of items), index (-1: not known) and features. */
export interface UserInput {
  readonly history: { readonly width: number; readonly indices: Int32Array };
  readonly users: Int32Array;
  readonly features: FeatureArrays;
}

/** Linear layers with ReLU between them, from D over the hidden sizes back to D; nothing without hidden sizes. */
function layersOf(dimensions: number, hidden: readonly number[]): Sequential {
  const sizes = [dimensions, ...hidden];
  const inner = hidden.flatMap((size, n) => [new Linear(sizes[n]!, size), new ReLU()]);
  return new Sequential(
    ...inner,
    ...(hidden.length > 0 ? [new Linear(sizes.at(-1)!, dimensions)] : []),
  );
}

/** An item or advertisement: the row of its index plus its features, then the layers. */
export class ItemTower extends Module {
  readonly embedding: Embedding;
  readonly features: FeatureEncoder;
  readonly layers: Sequential;

  constructor(items: number, sizes: FeatureSizes, dimensions: number, hidden: readonly number[]) {
    super();
    this.embedding = new Embedding(items + 1, dimensions, {
      paddingIdx: items,
      weight: smallRows(items + 1, dimensions),
    });
    this.features = new FeatureEncoder(sizes, dimensions);
    this.layers = layersOf(dimensions, hidden);
  }

  /** n items → `[n, D]`. */
  forward({ indices, features }: ItemInput): Tensor {
    return scope(() =>
      this.layers.forward(this.features.addTo(this.embedding.forward(tensor(indices)), features)),
    );
  }
}

export interface UserTowerOptions {
  /** Users that have a row of their own; 0: none has. */
  readonly users: number;
  readonly sizes: FeatureSizes;
  readonly hidden: readonly number[];
  readonly dropout: number;
  /** The rows of items, where histories share them with the item tower. */
  readonly itemRows: Parameter | undefined;
}

/** A user in a context: the mean of the rows of the history, plus the row of the user and the features, then the layers. */
export class UserTower extends Module {
  readonly history: EmbeddingBag;
  readonly users: Embedding | undefined;
  readonly features: FeatureEncoder;
  readonly dropout: Dropout;
  readonly layers: Sequential;

  constructor(
    items: number,
    dimensions: number,
    { users, sizes, hidden, dropout, itemRows }: UserTowerOptions,
  ) {
    super();
    this.history = new EmbeddingBag(items + 1, dimensions, {
      paddingIdx: items,
      weight: itemRows ?? smallRows(items + 1, dimensions),
    });
    this.users =
      users > 0
        ? new Embedding(users + 1, dimensions, {
            paddingIdx: users,
            weight: smallRows(users + 1, dimensions),
          })
        : undefined;
    this.features = new FeatureEncoder(sizes, dimensions);
    this.dropout = new Dropout(dropout);
    this.layers = layersOf(dimensions, hidden);
  }

  /** n users → `[n, D]`. */
  forward({ history, users, features }: UserInput): Tensor {
    const { width, indices } = history;
    return scope(() => {
      const mean = this.history.forward(tensor(indices, { shape: [users.length, width] }));
      const own = this.users ? mean.add(this.#rowsOf(users, this.users)) : mean;
      return this.layers.forward(this.dropout.forward(this.features.addTo(own, features)));
    });
  }

  /** Users that are not known have the row of padding, which is 0. */
  #rowsOf(users: Int32Array, table: Embedding): Tensor {
    const unknown = table.numEmbeddings - 1;
    return table.forward(tensor(users.map((user) => (user < 0 ? unknown : user))));
  }
}
