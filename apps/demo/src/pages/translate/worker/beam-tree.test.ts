import { cpu } from '@rondo/backend-cpu';
import { padSequences, specialIndex } from '@rondo/data';
import { beamSearch, createModel, parseConfig, type Seq2Seq } from '@rondo/seq2seq';
import { manualSeed, useBackend } from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { growBeamTree, type BeamTree } from './beam-tree.ts';

let model: Seq2Seq;

beforeAll(() => {
  useBackend(cpu());
  manualSeed(3);
  const { model: options } = parseConfig({
    data: { task: 'reverse' },
    model: { embeddingSize: 5, hiddenSize: 7, dropout: 0 },
  });
  model = createModel(options, {
    source: { size: 11 },
    target: { size: 13 },
  });
});

afterAll(() => model.dispose());

const tokensTo = ({ nodes }: BeamTree, id: number): number[] => {
  const ids: number[] = [];
  for (let node = nodes[id]!; node.parent >= 0; node = nodes[node.parent]!) ids.unshift(node.token);
  return ids.filter((token) => token !== specialIndex.end);
};

describe('the tree of beam search', () => {
  const source = padSequences([Int32Array.of(5, 8, 4, 9)], { end: true });

  it.each([1, 2, 5])('has the outputs of beam search, beam %d', async (beam) => {
    const tree = await growBeamTree(model, source, { beam });
    const [found] = await beamSearch(model, source, { beam, nBest: beam });
    expect(tree.outputs.map((id) => tokensTo(tree, id))).toEqual(found!.map(({ ids }) => ids));
  });

  it('goes on from a prefix', async () => {
    const prefix = [6, 12, 7];
    const tree = await growBeamTree(model, source, { beam: 3, prefix });
    const [found] = await beamSearch(model, source, { beam: 3, nBest: 3, prefixes: [prefix] });
    expect(tree.outputs.map((id) => tokensTo(tree, id))).toEqual(found!.map(({ ids }) => ids));
    expect(tree.nodes.filter(({ isForced }) => isForced).map(({ token }) => token)).toEqual(prefix);
  });

  it('has parents before children, and probabilities that sum up', async () => {
    const { nodes } = await growBeamTree(model, source, { beam: 3 });
    for (const { id, parent, sum, probability, depth } of nodes.slice(1)) {
      expect(parent).toBeLessThan(id);
      expect(depth).toBe(nodes[parent]!.depth + 1);
      expect(sum).toBeCloseTo(nodes[parent]!.sum + Math.log(probability), 4);
    }
  });
});
