import { cpu } from '@rondo/backend-cpu';
import {
  allOps,
  avgPool1d,
  concat,
  conv2d,
  fusedOps,
  linear,
  maxPool1d,
  ones,
  randn,
  scaledDotProductAttention,
  scope,
  tensor,
  useBackend,
  withRecorders,
  type AnyOp,
  type Inputs,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { flopsOf, isCounted } from './flops.ts';

useBackend(cpu());

function flopsIn(body: () => unknown): number {
  let flops = 0;
  const recorder = {
    record: (op: AnyOp, inputs: Inputs, outputs: readonly Tensor[], attributes: unknown) => {
      flops += flopsOf(op, inputs, outputs, attributes);
    },
  };
  scope(() => {
    withRecorders([recorder], body);
  });
  return flops;
}

describe('FLOPs', () => {
  it('have a rule for every op', () => {
    expect(allOps.filter((op) => !isCounted(op)).map(({ name }) => name)).toEqual([]);
  });

  it('count a multiply-add twice, an elementwise function once, a move not at all', () => {
    const [a, b] = [randn([2, 3, 5]), randn([5, 7])];
    expect(flopsIn(() => a.matmul(b))).toBe(2 * (2 * 3 * 7) * 5);
    expect(flopsIn(() => a.add(1).tanh())).toBe(2 * 30);
    expect(flopsIn(() => a.add(randn([5])))).toBe(30);
    expect(flopsIn(() => a.sum(1))).toBe(30);
    expect(
      flopsIn(() =>
        concat([a, a.flip(0)], 1)
          .transpose(0, 1)
          .contiguous(),
      ),
    ).toBe(0);
    expect(flopsIn(() => a.greater(0).where(a, 0))).toBe(0);
    expect(flopsIn(() => linear(a, randn([7, 5]), ones([7])))).toBe(42 * (2 * 5 + 1));
    expect(flopsIn(() => linear(a, randn([7, 5]), ones([7]), { activation: 'relu' }))).toBe(
      42 * 12,
    );
    // 4 × 6 places for each of 4 channels; each sees 3 × 2 places of the 3 channels of its group.
    const weight = randn([4, 3, 3, 2]);
    const places = 2 * 4 * 4 * 6;
    expect(flopsIn(() => conv2d(randn([2, 6, 6, 7]), weight, { bias: ones([4]), groups: 2 }))).toBe(
      places * (2 * 3 * 3 * 2 + 1),
    );
  });

  it('of attention count scores, weights and the mixture, whatever is masked', () => {
    const [q, k, v] = [randn([2, 6, 3, 4]), randn([2, 6, 5, 4]), randn([2, 6, 5, 7])];
    const scores = 2 * 6 * 3 * 5;
    // A product of 4, five for the softmax, and the share in a sum of 7; before that the scale of each query.
    const plain = scores * (2 * 4 + 5 + 2 * 7) + q.size;
    expect(flopsIn(() => scaledDotProductAttention(q, k, v))).toBe(plain);
    expect(flopsIn(() => scaledDotProductAttention(q, k, v, { causal: true }))).toBe(plain);
    const more = { bias: randn([3, 5]), dropout: 0.5 };
    expect(flopsIn(() => scaledDotProductAttention(q, k, v, more))).toBe(plain + 2 * scores);
  });

  it('of pooling count what each window meets', () => {
    const x = randn([2, 3, 7]);
    // Windows of 3 from -1, 1, 3 and 5: the first and the last reach one place over the edge.
    const options = { stride: 2, padding: 1 };
    expect(flopsIn(() => maxPool1d(x, 3, options))).toBe(6 * (2 + 3 + 3 + 2));
    expect(flopsIn(() => avgPool1d(x, 3, options))).toBe(6 * (2 + 3 + 3 + 2) + 6 * 4);
  });

  const [N, L, H, D, E] = [2, 3, 5, 4, 7] as const;
  const row = (): Tensor => randn([N, L, D]);
  const lengths = (): Tensor => tensor(Int32Array.of(3, 2));
  const random = { p: 0.4, seed: 1, block: 0 };
  const heads = { scale: 0.5, causal: false, queryOffset: 0 };
  const convolution = {
    stride: [1, 2, 1],
    padding: [0, 0, 0],
    dilation: [1, 1, 1],
    groups: 1,
  } as const;
  const loss = { ignoreIndex: -100, labelSmoothing: 0 };
  const indices = (): Tensor => tensor(Int32Array.of(1, 0, 3));
  const attended = (): [Tensor, Tensor, Tensor] => [
    randn([N, L, 6, D]),
    randn([N, H, 3, D]),
    randn([N, H, 3, E]),
  ];
  const nothing = undefined;
  type Name = keyof typeof fusedOps;
  const calls: [name: Name, inputs: () => Inputs, attributes: unknown][] = [
    ['softmax', () => [row()], {}],
    ['logSoftmax', () => [row()], {}],
    ['layerNorm', () => [row(), nothing, nothing], { eps: 1e-5 }],
    ['layerNorm', () => [row(), ones([D]), ones([D])], { eps: 1e-5 }],
    ['addLayerNorm', () => [row(), row(), ones([D]), nothing], { eps: 1e-5 }],
    ['crossEntropy', () => [randn([3, D]), indices()], loss],
    ['crossEntropy', () => [randn([3, D]), indices()], { ...loss, labelSmoothing: 0.1 }],
    ['dropout', () => [row()], random],
    [
      'rnnSequence',
      () => [randn([N, L, H]), randn([H, H]), ones([H]), randn([N, H]), nothing],
      { reverse: false, nonlinearity: 'relu' },
    ],
    [
      'gruSequence',
      () => [randn([N, L, 3 * H]), randn([3 * H, H]), ones([3 * H]), randn([N, H]), lengths()],
      { reverse: true },
    ],
    [
      'lstmSequence',
      () => [
        randn([N, L, 4 * H]),
        randn([4 * H, H]),
        nothing,
        randn([N, H]),
        nothing,
        randn([N, H]),
      ],
      { reverse: false },
    ],
    ['attention', () => [...attended(), nothing, nothing, nothing], { ...heads, ...random, p: 0 }],
    ['convolution', () => [randn([N, 4, 3, 5, 2]), randn([7, 4, 1, 1, 1]), ones([7])], convolution],
  ];

  it.each(calls)('of %s are those of what it means', (name, makeInputs, attributes) => {
    const fused = fusedOps[name];
    scope(() => {
      const inputs = makeInputs();
      const { composed } = fused as unknown as {
        composed: (this: void, inputs: Inputs, attributes: unknown) => readonly Tensor[];
      };
      let results: readonly Tensor[] = [];
      const expected = flopsIn(() => {
        results = composed(inputs, attributes).map(({ shape }) => ones(shape));
      });
      expect(expected).toBeGreaterThan(0);
      expect(flopsOf(fused.op, inputs, results, attributes)).toBe(expected);
    });
  });
});
