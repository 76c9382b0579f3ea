import { describe, expect, it } from 'vitest';
import type { ViewNode, ViewTree } from '../worker/protocol.ts';
import { layOut, tokensTo } from './tree-layout.ts';

const node = (id: number, parent: number, depth: number, probability = 0.5): ViewNode => ({
  id,
  parent,
  depth,
  token: 10 + id,
  text: String(id),
  isEnd: false,
  isUnknown: false,
  probability,
  isKept: true,
  isForced: false,
});

/** 0 ─ 1 ─ 3 ─ 5 and 0 ─ 2 ─ 4, of which 4 is best. */
const tree: ViewTree = {
  nodes: [
    node(0, -1, -1),
    node(1, 0, 0, 0.6),
    node(2, 0, 0, 0.4),
    node(3, 1, 1),
    node(4, 2, 1),
    node(5, 3, 2),
  ],
  outputs: [{ node: 4, text: '', probability: 0.2 }],
};

describe('the layout of a tree', () => {
  it('has the way to the best output on top, and no two nodes in one place', () => {
    const { nodes, rows, columns } = layOut(tree);
    expect(nodes.map(({ row }) => row)).toEqual([0, 1, 0, 1, 0, 1]);
    expect([rows, columns]).toEqual([2, 4]);
    expect(nodes.filter(({ isBest }) => isBest).map(({ id }) => id)).toEqual([0, 2, 4]);
    expect(new Set(nodes.map(({ row, depth }) => `${row} ${depth}`)).size).toBe(nodes.length);
  });

  it('uses a row again where there is room', () => {
    // 0 ─ 1 ─ 2 ─ 3 ─ 4, with another leaf behind 0 and behind 3.
    const long = [node(0, -1, -1), node(1, 0, 0), node(2, 1, 1), node(3, 2, 2), node(4, 3, 3)];
    const leaves = [node(5, 0, 0, 0.1), node(6, 3, 3, 0.1)];
    const outputs = [{ node: 4, text: '', probability: 1 }];
    const { nodes, rows } = layOut({ nodes: [...long, ...leaves], outputs });
    expect(nodes.map(({ row }) => row)).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(rows).toBe(2);
  });

  it('is empty for nothing', () => {
    expect(layOut({ nodes: [], outputs: [] })).toEqual({ nodes: [], rows: 1, columns: 0 });
  });

  it('knows the tokens to a node', () => {
    expect(tokensTo(tree.nodes, 5)).toEqual([11, 13, 15]);
    expect(tokensTo(tree.nodes, 0)).toEqual([]);
  });
});
