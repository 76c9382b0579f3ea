import { specialIndex, type PaddedSequences } from '@rondo/data';
import type { IncrementalDecoder } from '@rondo/seq2seq';
import { dispose, keep, logSoftmax, scope, tensor } from '@rondo/tensor';

/** A token that beam search looked at. */
export interface TreeNode {
  /** Its place in the list of nodes; the root has 0. */
  readonly id: number;
  /** -1 for the root. */
  readonly parent: number;
  readonly token: number;
  /** How many tokens stand before it. */
  readonly depth: number;
  /** P of it after the tokens before it. */
  readonly probability: number;
  /** ln P of everything up to it. */
  readonly sum: number;
  /** Whether search went on from here, or ended here well. */
  readonly isKept: boolean;
  /** Whether a person put it there. */
  readonly isForced: boolean;
}

/** What beam search went through. */
export interface BeamTree {
  readonly nodes: readonly TreeNode[];
  /** Nodes of [end], or of the last token of an output that was cut, the best output first. */
  readonly outputs: readonly number[];
}

export interface BeamTreeOptions {
  readonly beam: number;
  /** Tokens that the output begins with. */
  readonly prefix?: readonly number[];
}

/** Candidates that are shown although search dropped them. */
const leastShown = 0.02;

/**
 * Beam search that remembers all it looked at: the `beam` most probable beginnings at each step, until as many have ended; outputs are ranked by ln P per
 * token. It finds what `beamSearch` finds.
 */
export async function growBeamTree(
  model: IncrementalDecoder,
  source: PaddedSequences,
  { beam, prefix = [] }: BeamTreeOptions,
): Promise<BeamTree> {
  const limit = Math.min(
    2 * source.lengths[0]! + 10 + prefix.length,
    (model.longestTarget ?? Infinity) - 1,
  );
  const tree = new GrowingTree(beam);
  const state = keep(
    scope(() =>
      model.startDecoding(tensor(source.ids, { shape: source.shape }), tensor(source.lengths)),
    ),
  );
  try {
    let live = [tree.root];
    for (let depth = 0; live.length > 0; depth++) {
      const tokens = Int32Array.from(live, ({ token }) => token);
      const scores = keep(scope(() => logSoftmax(state.step(tensor(tokens)).logits)));
      const logProbabilities = await scores.data();
      dispose(scores);
      const width = model.targetVocabulary;
      const rows = live.map((_, row) => logProbabilities.slice(row * width, (row + 1) * width));
      const chosen = tree.grow(live, rows, prefix[depth], depth >= limit);
      if (chosen.length > 0) {
        const order = Int32Array.from(chosen, ({ row }) => row);
        scope(() => state.reorder(tensor(order), { sameSources: chosen.length === live.length }));
      }
      live = chosen.map(({ node }) => node);
    }
  } finally {
    state.dispose();
  }
  return tree.finish();
}

/** What may follow a beginning. */
interface Candidate {
  readonly row: number;
  readonly parent: TreeNode;
  readonly token: number;
  readonly logProbability: number;
  readonly sum: number;
}

class GrowingTree {
  readonly root: TreeNode;
  readonly #beam: number;
  readonly #nodes: TreeNode[] = [];
  #ended: TreeNode[] = [];
  #cut: TreeNode[] = [];

  constructor(beam: number) {
    this.#beam = beam;
    this.root = {
      id: 0,
      parent: -1,
      token: specialIndex.begin,
      depth: -1,
      probability: 1,
      sum: 0,
      isKept: true,
      isForced: false,
    };
    this.#nodes.push(this.root);
  }

  /** Adds a step. Returns what search goes on with, and the rows that it comes from. */
  grow(
    live: readonly TreeNode[],
    rows: readonly ArrayLike<number>[],
    forced: number | undefined,
    isLast: boolean,
  ): { node: TreeNode; row: number }[] {
    const candidates = live
      .flatMap((parent, row) => this.#candidates(parent, row, rows[row]!, forced))
      .toSorted((a, b) => b.sum - a.sum);
    const going = new Set(candidates.filter((one) => !isEnd(one)).slice(0, this.#beam));
    const ending = new Set(candidates.slice(0, this.#beam).filter(isEnd));
    const next: { node: TreeNode; row: number }[] = [];
    for (const candidate of candidates) {
      const isKept = ending.has(candidate) || (!isLast && going.has(candidate));
      if (!isKept && !isWorthShowing(candidate)) continue;
      const node = this.#add(candidate, isKept, forced !== undefined);
      if (ending.has(candidate)) this.#ended.push(node);
      else if (isKept) next.push({ node, row: candidate.row });
    }
    if (this.#ended.length >= this.#beam) return [];
    if (next.length === 0) {
      const parents = new Set([...ending].map(({ parent }) => parent));
      this.#cut = live.filter((node) => !parents.has(node));
    }
    return next;
  }

  /** The tree so far, with its outputs ranked. */
  finish(): BeamTree {
    return {
      nodes: this.#nodes,
      outputs: [...ranked(this.#ended), ...ranked(this.#cut)].slice(0, this.#beam),
    };
  }

  #add(
    { parent, token, logProbability, sum }: Candidate,
    isKept: boolean,
    isForced: boolean,
  ): TreeNode {
    const node: TreeNode = {
      id: this.#nodes.length,
      parent: parent.id,
      token,
      depth: parent.depth + 1,
      probability: Math.exp(logProbability),
      sum,
      isKept,
      isForced,
    };
    this.#nodes.push(node);
    return node;
  }

  /** The best tokens after a beginning, or the forced one. */
  #candidates(
    parent: TreeNode,
    row: number,
    logProbabilities: ArrayLike<number>,
    forced: number | undefined,
  ): Candidate[] {
    const tokens = forced === undefined ? bestTokens(logProbabilities, 2 * this.#beam) : [forced];
    return tokens.map((token) => {
      const logProbability = logProbabilities[token]!;
      return { row, parent, token, logProbability, sum: parent.sum + logProbability };
    });
  }
}

function isEnd({ token }: Candidate): boolean {
  return token === specialIndex.end;
}

function isWorthShowing({ token, logProbability }: Candidate): boolean {
  return token !== specialIndex.unknown && Math.exp(logProbability) >= leastShown;
}

/** What outputs are ranked by. */
function perToken({ sum, depth }: TreeNode): number {
  return sum / (depth + 1);
}

/** The best first. */
function ranked(nodes: readonly TreeNode[]): number[] {
  return nodes.toSorted((a, b) => perToken(b) - perToken(a)).map(({ id }) => id);
}

/** The most probable tokens that an output may have, the best first. */
export function bestTokens(logProbabilities: ArrayLike<number>, count: number): number[] {
  return Array.from({ length: logProbabilities.length }, (_, token) => token)
    .filter((token) => token !== specialIndex.pad && token !== specialIndex.begin)
    .toSorted((a, b) => logProbabilities[b]! - logProbabilities[a]!)
    .slice(0, count);
}
