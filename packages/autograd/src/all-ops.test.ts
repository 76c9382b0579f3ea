import { describe, expect, it } from 'vitest';
import {
  addLayerNorm,
  batchNorm,
  allOps,
  arithmeticDefinitions,
  attentionFused,
  avgPool3d,
  binaryCrossEntropy,
  concat,
  conv3d,
  crossEntropy,
  cumsum,
  dropoutFused,
  expand,
  fusedOps,
  gather,
  gelu,
  geluFused,
  gruSequence,
  layerNorm,
  linear,
  logSoftmax,
  logSumExp,
  lstmSequence,
  manualSeed,
  matmul,
  maxPool3d,
  memory,
  pad,
  rand,
  rnnSequence,
  scatterAdd,
  scope,
  softmax,
  tensor,
  toeplitz,
  topk,
  unaryDefinitions,
  where,
  withRecorders,
  type AnyOp,
  type RecurrentSequenceOptions,
  type Tensor,
} from '@rondo/tensor';
import * as arithmetic from '@rondo/tensor';
import { gradCheck } from './grad-check.ts';

/** Inputs for a check, and the function of those that a gradient flows to. */
interface Check {
  readonly inputs: () => Tensor[];
  readonly f: (...inputs: Tensor[]) => Tensor;
}

let place = 0;
/** Random numbers between two bounds, others at each call. */
function between(low: number, high: number, ...shape: number[]): Tensor {
  place += 1000;
  return scope(() =>
    rand(shape, { seed: 5, block: place })
      .mul(high - low)
      .add(low),
  );
}
/** Numbers on [-2, 2] that differ by at least 0.05, also from those of another `offset`: for ops with a bend where two are equal. */
function apart(offset: number, ...shape: number[]): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from(
    { length: count },
    (_, i) => ((i * 17) % count) * (4 / count) - 2 + offset,
  );
  return tensor(data, { shape });
}
const indices = (data: number[], ...shape: number[]): Tensor =>
  tensor(Int32Array.from(data), { shape });

const functions = arithmetic as unknown as Record<string, (...inputs: Tensor[]) => Tensor>;

/** The ops that `gelu` is composed of where there is no kernel. */
const twins: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  gelu: (x) => geluFused.composed([x], { approximate: 'none' })[0]!,
  geluTanh: (x) => geluFused.composed([x], { approximate: 'tanh' })[0]!,
};

const unaryChecks = Object.entries(unaryDefinitions).map(([kind, definition]): [string, Check] => {
  const [low, high] = 'domain' in definition ? definition.domain : [-2, 2];
  const f = twins[kind] ?? functions[kind]!;
  return [kind, { inputs: () => [between(low + 0.05, high - 0.05, 3, 5)], f }];
});

const arithmeticChecks = Object.entries(arithmeticDefinitions).map(
  ([kind, definition]): [string, Check] => {
    const [low, high] = 'domain' in definition ? definition.domain : [-2, 2];
    // The second operand is broadcast; well apart from the first where equality would be a corner.
    return [
      kind,
      {
        inputs: () => [between(low, high, 2, 3, 4), between(low, high, 3, 1)],
        f: functions[kind]!,
      },
    ];
  },
);

const rows = (): Tensor[] => [between(-2, 2, 3, 7)];

/** A recurrent op with G gates, with lengths, from both ends. */
function recurrent(
  G: number,
  states: readonly string[],
  run: (gates: Tensor, weight: Tensor, options: RecurrentSequenceOptions) => readonly Tensor[],
): Check {
  return {
    inputs: () => [
      between(-1, 1, 3, 4, G * 2),
      between(-1, 1, G * 2, 2),
      between(-1, 1, G * 2),
      ...states.map(() => between(-1, 1, 3, 2)),
    ],
    f: (gates, weight, biasHh, ...initial) => {
      const state = Object.fromEntries(states.map((name, i) => [name, initial[i]]));
      const lengths = indices([4, 1, 3], 3);
      const results = [false, true].flatMap((reverse) =>
        run(gates, weight, { biasHh, ...state, lengths, reverse }),
      );
      return concat(results, 1);
    },
  };
}

const checks: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(unaryChecks),
  ...Object.fromEntries(arithmeticChecks),
  maximum: { inputs: () => [apart(0, 2, 3, 4), apart(0.07, 3, 1)], f: functions['maximum']! },
  minimum: { inputs: () => [apart(0, 2, 3, 4), apart(0.07, 3, 1)], f: functions['minimum']! },
  sum: { inputs: () => [between(-1, 1, 2, 3, 4)], f: (x) => x.sum([0, 2]) },
  prod: { inputs: () => [between(0.5, 1.5, 2, 3, 4)], f: (x) => x.prod([1]) },
  max: { inputs: () => [apart(0, 2, 3, 4)], f: (x) => x.max(1) },
  min: { inputs: () => [apart(0, 2, 3, 4)], f: (x) => x.min(-1, { keepDim: true }) },
  softmax: { inputs: rows, f: (x) => softmax(x) },
  logSoftmax: { inputs: rows, f: (x) => logSoftmax(x, 0) },
  logSumExp: { inputs: rows, f: (x) => logSumExp(x, -1) },
  addLayerNorm: {
    inputs: () => [
      between(-1, 1, 3, 7),
      between(-1, 1, 3, 7),
      between(0.5, 1.5, 7),
      between(-1, 1, 7),
    ],
    f: (x, residual, weight, bias) => {
      const { output, sum } = addLayerNorm(x, residual, [7], { weight, bias });
      return output.mul(2).add(sum);
    },
  },
  batchNorm: {
    inputs: () => [between(-1, 1, 3, 2, 5), between(0.5, 1.5, 2), between(-1, 1, 2)],
    f: (x, weight, bias) => {
      const { output, mean, variance } = batchNorm(x, { weight, bias });
      return output.mul(mean.mul(2).add(variance.mul(3)).unsqueeze(1));
    },
  },
  layerNorm: {
    inputs: () => [between(-1, 1, 3, 7), between(0.5, 1.5, 7), between(-1, 1, 7)],
    f: (x, weight, bias) => layerNorm(x, [7], { weight: weight, bias: bias }),
  },
  crossEntropy: {
    inputs: () => [between(-2, 2, 4, 5)],
    f: (x) =>
      crossEntropy(x, indices([1, 3, -1, 0], 4), {
        ignoreIndex: -1,
        labelSmoothing: 0.1,
        reduction: 'none',
      }),
  },
  dropout: {
    inputs: () => [between(-1, 1, 5, 7)],
    f: (x) => dropoutFused.run([x], { p: 0.4, seed: 3, block: 17 })[0]!,
  },
  gaussianErrorLinearUnit: {
    inputs: rows,
    f: (x) => gelu(x).add(gelu(x, { approximate: 'tanh' })),
  },
  convolution: {
    inputs: () => [between(-1, 1, 2, 4, 2, 5, 3), between(-1, 1, 6, 2, 2, 3, 1), between(-1, 1, 6)],
    f: (x, weight, bias) =>
      conv3d(x, weight, { bias, stride: [1, 2, 1], padding: [1, 1, 0], dilation: 1, groups: 2 }),
  },
  maxPool: {
    inputs: () => [apart(0, 2, 3, 3, 5, 4)],
    f: (x) =>
      maxPool3d(x, [2, 3, 2], { stride: [1, 2, 2], padding: [0, 1, 1], dilation: [2, 1, 1] }),
  },
  avgPool: {
    inputs: () => [between(-1, 1, 2, 3, 3, 5, 4)],
    f: (x) => avgPool3d(x, [2, 3, 2], { stride: [1, 2, 3], padding: [1, 1, 0], ceilMode: true }),
  },
  binaryCrossEntropy: {
    inputs: () => [between(0.1, 0.9, 3, 5), between(0.1, 0.9, 3, 5)],
    f: (p, y) => binaryCrossEntropy(p, y, { reduction: 'none' }),
  },
  attention: {
    inputs: () => [
      between(-1, 1, 2, 3, 2, 5),
      between(-1, 1, 2, 4, 2, 5),
      between(-1, 1, 2, 4, 2, 3),
      between(-1, 1, 1, 2, 3, 4),
    ],
    f: (query, key, value, bias) => {
      const mask = rand([2, 1, 3, 4], { seed: 8 }).greater(0.3);
      const attributes = { scale: 0.6, causal: true, queryOffset: 1, p: 0.2, seed: 3, block: 17 };
      const lengths = indices([4, 2], 2);
      return attentionFused.run([query, key, value, mask, bias, lengths], attributes)[0]!;
    },
  },
  rnnSequence: recurrent(1, ['h0'], (gates, weight, options) => {
    const { output, hidden } = rnnSequence(gates, weight, options);
    return [output, hidden.unsqueeze(1)];
  }),
  gruSequence: recurrent(3, ['h0'], (gates, weight, options) => {
    const { output, hidden } = gruSequence(gates, weight, options);
    return [output, hidden.unsqueeze(1)];
  }),
  lstmSequence: recurrent(4, ['h0', 'c0'], (gates, weight, options) => {
    const { output, hidden, cell } = lstmSequence(gates, weight, options);
    return [output, hidden.unsqueeze(1), cell.unsqueeze(1)];
  }),
  concat: {
    inputs: () => [between(-1, 1, 2, 3), between(-1, 1, 2, 5)],
    f: (a, b) => concat([a, b, a], 1),
  },
  contiguous: { inputs: rows, f: (x) => x.transpose(0, 1).contiguous() },
  cumsum: { inputs: rows, f: (x) => cumsum(x, 1) },
  embed: {
    inputs: rows,
    f: (x) =>
      pad(
        x,
        [
          [1, 2],
          [0, 3],
        ],
        0.5,
      ),
  },
  expand: { inputs: () => [between(-1, 1, 3, 1)], f: (x) => expand(x, [2, 3, 4]) },
  flip: { inputs: rows, f: (x) => x.flip([0, 1]) },
  gather: { inputs: rows, f: (x) => gather(x, 1, indices([0, 3, 3, 6, 1, 0], 3, 2)) },
  linear: {
    inputs: () => [between(-1, 1, 2, 3, 4), between(-1, 1, 5, 4), between(-1, 1, 5)],
    f: (x, weight, bias) => linear(x, weight, bias),
  },
  matmul: {
    inputs: () => [between(-1, 1, 2, 1, 3, 4), between(-1, 1, 5, 4, 2)],
    f: (a, b) => matmul(a, b),
  },
  permute: { inputs: () => [between(-1, 1, 2, 3, 4)], f: (x) => x.permute([2, 0, 1]) },
  reshape: { inputs: rows, f: (x) => x.reshape([7, 3]) },
  scatterAdd: {
    inputs: () => [between(-1, 1, 4, 3), between(-1, 1, 5, 3)],
    f: (target, source) =>
      scatterAdd(target, 0, indices([0, 1, 3, 3, 0], 5, 1).expand([5, 3]), source),
  },
  slice: { inputs: rows, f: (x) => x.slice(1, 1, 6, 2) },
  toeplitz: { inputs: rows, f: (x) => toeplitz(x, 3) },
  topk: { inputs: () => [apart(0, 3, 7)], f: (x) => topk(x, 3).values },
  where: {
    inputs: () => [between(-1, 1, 3, 1), between(-1, 1, 4)],
    f: (a, b) => where(tensor([[true, false, true, false]]), a, b),
  },
};

const differentiable = allOps.filter((op) => typeof op.vjp === 'function');

/** The ops that run in a function. */
function opsIn(body: () => void): Set<AnyOp> {
  const seen = new Set<AnyOp>();
  withRecorders([{ record: (op) => void seen.add(op) }], body);
  return seen;
}

describe('the gradient of every op', () => {
  it('has a check for each, and each check runs its op', () => {
    expect(Object.keys(checks).toSorted()).toEqual(
      differentiable.map(({ name }) => name).toSorted(),
    );
    const fusedNames = new Set<string>(Object.keys(fusedOps));
    for (const [name, { inputs, f }] of Object.entries(checks)) {
      // A fused op without a kernel runs as its composed twin.
      if (fusedNames.has(name)) continue;
      const ops = opsIn(() => scope(() => void f(...inputs())));
      expect([...ops].map((op) => op.name)).toContain(name);
    }
  });

  it.each(Object.entries(checks))('%s', async (_name, { inputs, f }) => {
    manualSeed(1);
    const before = memory();
    const made = inputs();
    await gradCheck((...x) => scope(() => f(...x)), made);
    for (const input of made) input.dispose();
    expect(memory()).toEqual(before);
  });

  it.each(allOps.filter((op) => typeof op.vjp !== 'function').map((op) => [op.name, op] as const))(
    '%s says why it has none',
    (_name, op) => {
      expect(op.vjp).toEqual({ why: expect.stringMatching(/\w+ \w+/) });
    },
  );
});
