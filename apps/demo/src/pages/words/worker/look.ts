import {
  evaluateItems,
  ItemVectorRecommender,
  Neighbours,
  principalComponentMap,
  umap,
  WordVectors,
  type ItemCase,
} from '@rondo/embeddings';
import { aligned } from './align.ts';
import type { Look, MapKind, ShownWord } from './protocol.ts';

export interface LookerOptions {
  readonly shown: readonly ShownWord[];
  readonly cases: readonly ItemCase[];
}

/** Near words that are looked at; groups of fewer have fewer. */
const nearest = 5;

/** Looks at vectors as they change: where words lie in the plane, and how well they are grouped. */
export class Looker {
  readonly #shown: readonly ShownWord[];
  readonly #cases: readonly ItemCase[];
  readonly #groups: ReadonlyMap<string, number>;
  readonly #before = new Map<MapKind, Float32Array>();

  constructor({ shown, cases }: LookerOptions) {
    this.#shown = shown;
    this.#cases = cases;
    this.#groups = new Map(
      shown.flatMap(({ word, group }) => (group >= 0 ? [[word, group] as const] : [])),
    );
  }

  async look(vectors: WordVectors, kind: MapKind, step: number): Promise<Look> {
    return {
      kind,
      step,
      points: await this.#points(vectors, kind),
      purity: await this.#purity(vectors),
      hits: await this.#hits(vectors),
    };
  }

  async #points(vectors: WordVectors, kind: MapKind): Promise<Float32Array> {
    const { dimensions } = vectors;
    const rows = new Float32Array(this.#shown.length * dimensions);
    for (const [n, { word }] of this.#shown.entries()) {
      rows.set(vectors.vectorOf(word), n * dimensions);
    }
    const words = this.#shown.map(({ word }) => word);
    const own = new WordVectors(words, dimensions, rows);
    const map = kind === 'pca' ? principalComponentMap(own) : umap(own, { minDist: 0.8 });
    const { points } = await map;
    const before = this.#before.get(kind);
    const turned = before ? aligned(points, before) : points;
    this.#before.set(kind, turned);
    return turned;
  }

  async #purity(vectors: WordVectors): Promise<Look['purity']> {
    const grouped = [...this.#groups];
    if (grouped.length === 0) return undefined;
    const sizes = new Map<number, number>();
    for (const [, group] of grouped) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    const neighbours = new Neighbours(vectors);
    try {
      const found = await neighbours.ofAll(
        grouped.map(([word]) => word),
        nearest,
      );
      let [same, all, byChance] = [0, 0, 0];
      for (const [n, [, group]] of grouped.entries()) {
        const others = sizes.get(group)! - 1;
        const near = found[n]!.slice(0, others);
        all += near.length;
        same += near.filter(({ word }) => this.#groups.get(word) === group).length;
        byChance += (near.length * others) / Math.max(1, vectors.size - 1);
      }
      return { found: same / all, byChance: byChance / all };
    } finally {
      neighbours.dispose();
    }
  }

  async #hits(vectors: WordVectors): Promise<number | undefined> {
    if (this.#cases.length === 0) return undefined;
    const recommender = new ItemVectorRecommender(vectors);
    try {
      return (await evaluateItems(recommender, this.#cases)).hitRate;
    } finally {
      recommender.dispose();
    }
  }
}
