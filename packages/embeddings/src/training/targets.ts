import { huffmanPaths } from '../sampling/huffman-tree.ts';
import type { RandomWords } from '../sampling/random-words.ts';
import { negativeWords, type WeightedWords } from '../sampling/weighted-words.ts';
import type { EmbeddingConfig } from './config.ts';

/** The rows of the output table that stand for a word, and what is to be said of each: yes (1) or no (0). */
export interface Targets {
  /** Rows of the output table. */
  readonly rows: number;
  /** The most rows of an example. */
  readonly width: number;
  /** Labels where all examples have the same. */
  readonly sharedLabels: Float32Array | undefined;
  /** Writes `width` rows (-1: none) and labels for each word. */
  write(words: Int32Array, rows: Int32Array, labels: Float32Array, random: RandomWords): void;
}

/** The word, yes, and drawn words, no; where the word itself is drawn, there is one fewer. */
class NegativeSampling implements Targets {
  readonly rows: number;
  readonly width: number;
  readonly sharedLabels: Float32Array;
  readonly #draws: WeightedWords;

  constructor(counts: readonly number[], negatives: number, exponent: number) {
    this.rows = counts.length;
    this.width = 1 + negatives;
    this.sharedLabels = new Float32Array(this.width);
    this.sharedLabels[0] = 1;
    this.#draws = negativeWords(counts, exponent);
  }

  write(words: Int32Array, rows: Int32Array, _: Float32Array, random: RandomWords): void {
    const { width } = this;
    const draws = this.#draws;
    let at = 0;
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      rows[at++] = word;
      for (let k = 1; k < width; k++) {
        const drawn = draws.draw(random);
        rows[at++] = drawn === word ? -1 : drawn;
      }
    }
  }
}

/** The inner nodes on the way to the word: yes where it goes to the first child. */
class HierarchicalSoftmax implements Targets {
  readonly rows: number;
  readonly width: number;
  readonly sharedLabels = undefined;
  readonly #points: Int32Array;
  readonly #labels: Float32Array;

  constructor(counts: readonly number[]) {
    const { nodes, depth, points, codes } = huffmanPaths(counts);
    this.rows = nodes;
    this.width = depth;
    this.#points = points;
    this.#labels = Float32Array.from(codes, (code) => 1 - code);
  }

  write(words: Int32Array, rows: Int32Array, labels: Float32Array): void {
    const { width } = this;
    for (let i = 0; i < words.length; i++) {
      const from = words[i]! * width;
      for (let k = 0; k < width; k++) {
        rows[i * width + k] = this.#points[from + k]!;
        labels[i * width + k] = this.#labels[from + k]!;
      }
    }
  }
}

/** The word itself: the others follow from it. */
class WordItself implements Targets {
  readonly width = 1;
  readonly sharedLabels = Float32Array.of(1);
  readonly rows: number;

  constructor(rows: number) {
    this.rows = rows;
  }

  write(words: Int32Array, rows: Int32Array): void {
    rows.set(words);
  }
}

export function targetsOf(config: EmbeddingConfig, counts: readonly number[]): Targets {
  switch (config.objective) {
    case 'negativeSampling':
      return new NegativeSampling(counts, config.negatives, config.negativeExponent);
    case 'hierarchicalSoftmax':
      return new HierarchicalSoftmax(counts);
    default:
      return new WordItself(counts.length);
  }
}
