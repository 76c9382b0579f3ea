import type { Operations } from '../models/operations.ts';
import type { OnnxGraph } from './onnx-graph.ts';

/** Nodes as an exporter writes them; `width` is H·D, the width of the model. */
export function onnxOperations(graph: OnnxGraph, width: number): Operations<string> {
  const byHeads = (x: string, heads: number, axes: readonly number[]): string => {
    const shape = graph.integers([0, 0, heads, width / heads]);
    return graph.node('Transpose', [graph.node('Reshape', [x, shape])], { perm: axes });
  };
  return {
    dense: (x, kernel, bias) => graph.node('Add', [graph.node('MatMul', [x, kernel]), bias]),
    add: (a, b) => graph.node('Add', [a, b]),
    relu: (x) => graph.node('Relu', [x]),
    layerNorm: (x, weight, bias) =>
      graph.node('LayerNormalization', [x, weight, bias], { axis: -1, epsilon: { float: 1e-5 } }),
    keys: (x, heads) => byHeads(x, heads, [0, 2, 3, 1]),
    values: (x, heads) => byHeads(x, heads, [0, 2, 1, 3]),
    attention(q, keys, values, heads, causal) {
      if (causal)
        throw new Error('only training needs a causal mask, which this library cannot do');
      const products = graph.node('MatMul', [byHeads(q, heads, [0, 2, 1, 3]), keys]);
      const scores = graph.node('Mul', [products, graph.number((width / heads) ** -0.5)]);
      const weights = graph.node('Softmax', [scores], { axis: -1 });
      const attended = graph.node('MatMul', [weights, values]);
      const turned = graph.node('Transpose', [attended], { perm: [0, 2, 1, 3] });
      return graph.node('Reshape', [turned, graph.integers([0, 0, width])]);
    },
  };
}
