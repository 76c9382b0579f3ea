import type { ViewNode, ViewTree } from '../worker/protocol.ts';

/** A node with its place: a column for each token, and rows. */
export interface PlacedNode extends ViewNode {
  readonly row: number;
  /** Whether it is on the way to the best output. */
  readonly isBest: boolean;
}

export interface TreeLayout {
  readonly nodes: readonly PlacedNode[];
  readonly rows: number;
  readonly columns: number;
}

/**
 * Places a tree: the first child in the row of its parent, every other one in the next row beneath that has room for it and its first children. The way to the
 * best output is on top.
 */
export function layOut({ nodes, outputs }: ViewTree): TreeLayout {
  const best = new Set<number>();
  for (let id = outputs[0]?.node ?? -1; id >= 0; id = nodes[id]!.parent) best.add(id);
  const children = childrenOf(nodes, best);
  const room = new Room();
  const placed: PlacedNode[] = [];
  // A stack and not a recursion: outputs may be long.
  const stack: { node: ViewNode; below: number }[] = [];
  if (nodes[0]) stack.push({ node: nodes[0], below: -1 });
  while (stack.length > 0) {
    const { node, below } = stack.pop()!;
    const chain = firstChildren(node, children);
    const row = room.take(below, node.depth, chain.at(-1)!.depth);
    const others: ViewNode[] = [];
    for (const link of chain) {
      placed.push({ ...link, row, isBest: best.has(link.id) });
      others.push(...(children.get(link.id) ?? []).slice(1));
    }
    // The longest beginnings first, so that those nearest to the chain are placed nearest to it.
    stack.push(...others.map((other) => ({ node: other, below: row })));
  }
  const columns = Math.max(0, ...placed.map(({ depth }) => depth + 2));
  return { nodes: placed.toSorted((a, b) => a.id - b.id), rows: Math.max(1, room.rows), columns };
}

/** The children of each node, what leads to the best output first, then the most probable. */
function childrenOf(
  nodes: readonly ViewNode[],
  best: ReadonlySet<number>,
): Map<number, readonly ViewNode[]> {
  const children = new Map<number, ViewNode[]>();
  for (const node of nodes.slice(1)) {
    const siblings = children.get(node.parent) ?? [];
    siblings.push(node);
    children.set(node.parent, siblings);
  }
  const rank = (node: ViewNode): number =>
    Number(best.has(node.id)) * 4 + Number(node.isKept) * 2 + node.probability;
  return new Map(
    Array.from(children, ([parent, siblings]) => [
      parent,
      siblings.toSorted((a, b) => rank(b) - rank(a)),
    ]),
  );
}

/** A node, its first child, the first child of that one, and so on. */
function firstChildren(
  node: ViewNode,
  children: ReadonlyMap<number, readonly ViewNode[]>,
): readonly ViewNode[] {
  const chain = [node];
  for (let next = children.get(node.id)?.[0]; next; next = children.get(next.id)?.[0]) {
    chain.push(next);
  }
  return chain;
}

/** Which columns of which rows are taken. */
class Room {
  readonly #taken: { readonly from: number; readonly to: number }[][] = [];

  get rows(): number {
    return this.#taken.length;
  }

  /** The first row beneath another one where columns are free, which are then taken. */
  take(below: number, from: number, to: number): number {
    let row = below + 1;
    const isFree = (): boolean =>
      (this.#taken[row] ?? []).every((other) => to < other.from - 1 || from > other.to + 1);
    while (!isFree()) row += 1;
    while (this.#taken.length <= row) this.#taken.push([]);
    this.#taken[row]!.push({ from, to });
    return row;
  }
}

/** The tokens from the beginning to a node. */
export function tokensTo(nodes: readonly ViewNode[], id: number): number[] {
  const tokens: number[] = [];
  for (let node = nodes[id]!; node.parent >= 0; node = nodes[node.parent]!)
    tokens.unshift(node.token);
  return tokens;
}
