/** The way from the root of a tree to a word: the inner nodes, and at each whether it goes to the second child. */
export interface HuffmanPaths {
  /** Inner nodes: one fewer than words, the root last. */
  readonly nodes: number;
  /** The most nodes on the way to a word. */
  readonly depth: number;
  /** Nodes of word w, from the root on, at `w * depth`; -1 behind the last one. */
  readonly points: Int32Array;
  /** 1 where the way goes to the second child. */
  readonly codes: Uint8Array;
}

/**
 * The tree with the shortest ways on average to words that come so often (Huffman 1952). `counts` must fall, as those of `WordCounts`
 * do; equal ones are joined in the order of the words, the rarest first.
 */
export function huffmanPaths(counts: readonly number[]): HuffmanPaths {
  const words = counts.length;
  const nodes = Math.max(0, words - 1);
  const weights = new Float64Array(words + nodes);
  weights.set(counts);
  const parents = new Int32Array(words + nodes);
  const isSecond = new Uint8Array(words + nodes);
  // Words from the rarest up and inner nodes as they are made are both in the order of their weights.
  let [leaf, inner] = [words - 1, words];
  const lightest = (made: number): number =>
    leaf >= 0 && (inner >= made || weights[leaf]! < weights[inner]!) ? leaf-- : inner++;
  for (let node = words; node < words + nodes; node++) {
    const [first, second] = [lightest(node), lightest(node)];
    weights[node] = weights[first]! + weights[second]!;
    parents[first] = node;
    parents[second] = node;
    isSecond[second] = 1;
  }

  const root = words + nodes - 1;
  const depths = new Int32Array(words + nodes);
  let depth = 0;
  for (let node = root - 1; node >= 0; node--) {
    depths[node] = depths[parents[node]!]! + 1;
    if (node < words) depth = Math.max(depth, depths[node]!);
  }
  const points = new Int32Array(words * depth).fill(-1);
  const codes = new Uint8Array(words * depth);
  for (let word = 0; word < words; word++) {
    let node = word;
    for (let step = depths[word]! - 1; step >= 0; step--) {
      codes[word * depth + step] = isSecond[node]!;
      node = parents[node]!;
      points[word * depth + step] = node - words;
    }
  }
  return { nodes, depth, points, codes };
}
