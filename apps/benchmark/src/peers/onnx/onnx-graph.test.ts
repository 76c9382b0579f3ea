import { describe, expect, it } from 'vitest';
import { OnnxGraph } from './onnx-graph.ts';

const latin1 = new TextDecoder('latin1');

function occurrences(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('OnnxGraph', () => {
  it('writes the model x + x byte for byte', () => {
    const graph = new OnnxGraph();
    graph.input('x', 'float32', [2]);
    graph.output(graph.node('Add', ['x', 'x']), 'y', 'float32', [2]);
    const valueInfo = (name: string): string =>
      `\x0a\x01${name}\x12\x0a\x0a\x08\x08\x01\x12\x04\x0a\x02\x08\x02`;
    const add = '\x0a\x01x\x0a\x01x\x12\x02v1\x1a\x02v1\x22\x03Add';
    const identity = '\x0a\x02v1\x12\x01y\x1a\x01y\x22\x08Identity';
    const body =
      `\x5a\x0f${valueInfo('x')}` +
      `\x0a${String.fromCharCode(add.length)}${add}` +
      `\x0a${String.fromCharCode(identity.length)}${identity}` +
      `\x62\x0f${valueInfo('y')}` +
      '\x12\x09benchmark';
    expect(latin1.decode(graph.model())).toBe(
      `\x08\x08\x3a${String.fromCharCode(body.length)}${body}\x42\x04\x0a\x00\x10\x11`,
    );
  });

  it('gives each node a value of its own and repeats no constant', () => {
    const graph = new OnnxGraph();
    const first = graph.node('Reshape', ['x', graph.integers([0, -1])]);
    const second = graph.node('Reshape', [first, graph.integers([0, -1])]);
    graph.node('Mul', [second, graph.number(0.5)], { axis: -1 });
    graph.node('Mul', [second, graph.number(0.5)], { epsilon: { float: 1e-5 }, perm: [1, 0] });
    expect(second).not.toBe(first);
    const text = latin1.decode(graph.model());
    expect(occurrences(text, 'integers_0_-1')).toBe(2 + 1);
    expect(occurrences(text, 'number_0.5')).toBe(2 + 1);
    expect(text).toContain('epsilon');
  });
});
