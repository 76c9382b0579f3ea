import type { AdamOperands, AdamStep, DType, Operand } from '@rondo/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { place, release } from '../../test/placed.ts';
import { threadedContext } from '../../test/threaded-context.ts';
import { soloContext, type KernelContext } from '../kernel-context.ts';
import type { CpuBuffer } from '../linear-memory.ts';
import type { Team } from '../threads/team.ts';
import type { WasmKernels } from '../wasm-kernels.ts';
import { wasmKernels } from './kernels.ts';

/** Kernels on a number of threads, and how many jobs they have split so far. */
interface Subject {
  readonly context: KernelContext;
  readonly kernels: WasmKernels;
  splits: number;
}

function subjectOf(context: KernelContext): Subject {
  const { team } = context;
  const counting: Team = {
    threads: team.threads,
    ready: team.ready,
    register: (bytes) => team.register(bytes),
    scratch: (bytes) => team.scratch(bytes),
    dispose: () => team.dispose(),
    run(kernel, calls) {
      if (calls.length > 1) subject.splits++;
      team.run(kernel, calls);
    },
  };
  const own = { ...context, team: counting };
  const subject: Subject = { context: own, kernels: wasmKernels(own), splits: 0 };
  return subject;
}

const subjects = [soloContext(), threadedContext(2), threadedContext(3)].map(subjectOf);
const [alone, ...together] = subjects;
afterAll(() => {
  for (const { context } of together) context.team.dispose();
});

type Make = (shape: readonly number[], dtype?: DType) => Operand;

/** What a kernel is run on and the operands whose words must be the same for any number of threads. */
type Case = (kernels: WasmKernels, make: Make, subject: Subject) => readonly Operand[];

function wordsOf(subject: Subject, run: Case) {
  const { memory } = subject.context;
  const made: Operand[] = [];
  const make: Make = (shape, dtype) => {
    const operand = place(memory, shape, {}, dtype);
    made.push(operand);
    return operand;
  };
  const words = run(subject.kernels, make, subject).map(({ buffer }) => {
    const { pointer, bytes } = buffer as CpuBuffer;
    return memory.i32.slice(pointer >>> 2, (pointer + bytes) >>> 2);
  });
  release(memory, made);
  return words;
}

const view = (operand: Operand, changes: Partial<Operand>): Operand => {
  const { buffer, dtype, shape, strides, offset } = operand;
  return { buffer, dtype, shape, strides, offset, ...changes };
};
const transposed = (operand: Operand): Operand =>
  view(operand, { shape: operand.shape.toReversed(), strides: operand.strides.toReversed() });

/** Places of rows, with repetitions. */
function places({ context: { memory } }: Subject, indices: Operand, rows: number): void {
  const first = ((indices.buffer as CpuBuffer).pointer >>> 2) + indices.offset;
  for (let i = 0; i < indices.shape[0]!; i++) memory.i32[first + i] = (i * i * 31) % rows;
}

const step: AdamStep = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  eps: 1e-8,
  weightDecay: 0.1,
  decoupled: true,
  correction1: 0.1,
  correction2: 0.001,
};

const [rows, columns] = [301, 517];

const cases: Readonly<Record<string, Case>> = {
  'add of a row': ({ arithmetic }, make) => {
    const [x, row, y] = [make([rows, columns]), make([columns]), make([rows, columns])];
    arithmetic!('add', x, view(row, { shape: x.shape, strides: [0, 1] }), y);
    return [y];
  },
  'mul of a long vector': ({ arithmetic }, make) => {
    const [a, b, y] = [make([200_001]), make([200_001]), make([200_001])];
    arithmetic!('mul', a, b, y);
    return [y];
  },
  less: ({ compare }, make) => {
    const [a, b, y] = [make([200_001]), make([200_001]), make([200_001], 'bool')];
    compare!('less', a, b, y);
    return [y];
  },
  select: ({ select }, make) => {
    const condition = make([200_001], 'bool');
    const [a, b, y] = [make([200_001]), make([200_001]), make([200_001])];
    select!(condition, a, b, y);
    return [y];
  },
  tanh: ({ unary }, make) => {
    const [x, y] = [make([200_001]), make([200_001])];
    unary!('tanh', x, y);
    return [y];
  },
  sin: ({ unary }, make) => {
    const [x, y] = [make([200_001]), make([200_001])];
    expect(unary!('sin', x, y)).toBe(true);
    return [y];
  },
  cast: ({ cast }, make) => {
    const [x, y] = [make([200_001]), make([200_001], 'int32')];
    cast!(x, y);
    return [y];
  },
  'copy of a transpose': ({ copy }, make) => {
    const [x, y] = [make([rows, columns]), make([columns, rows])];
    copy!(transposed(x), y);
    return [y];
  },
  'copy of every other element': ({ copy }, make) => {
    const [x, y] = [make([400_002]), make([200_001])];
    copy!(view(x, { shape: [200_001], strides: [2] }), y);
    return [y];
  },
  'copy of rows': ({ copy }, make) => {
    const [x, y] = [make([rows, columns + 3]), make([rows, columns])];
    copy!(view(x, { shape: [rows, columns] }), y);
    return [y];
  },
  fill: ({ fill }, make) => {
    const y = make([200_001]);
    fill!(y, 3);
    return [y];
  },
  'sum, max and argmax of rows': ({ reduce }, make) => {
    const x = make([rows, columns]);
    const [sum, max, best] = [make([rows, 1]), make([rows, 1]), make([rows, 1], 'int32')];
    reduce!('sum', x, [1], sum);
    reduce!('max', x, [1], max);
    reduce!('argmax', x, [1], best);
    return [sum, max, best];
  },
  'the largest of rows': ({ topk }, make) => {
    const [x, values, at] = [make([rows, columns]), make([rows, 5]), make([rows, 5], 'int32')];
    topk!(x, true, values, at);
    return [values, at];
  },
  'GELU and its gradient': ({ fused }, make) =>
    (['none', 'tanh'] as const).flatMap((approximate) => {
      const [x, y, g, gradient] = [1, 2, 3, 4].map(() => make([200_001]));
      fused.gaussianErrorLinearUnit!.forward([x], [y!], { approximate });
      fused.gaussianErrorLinearUnit!.backward({ inputs: [x], outputs: [y!] }, [g], [gradient], {
        approximate,
      });
      return [y!, gradient!];
    }),
  'sum and min of columns': ({ reduce }, make) => {
    const x = make([rows, columns]);
    const [sum, min] = [make([1, columns]), make([1, columns])];
    reduce!('sum', x, [0], sum);
    reduce!('min', x, [0], min);
    return [sum, min];
  },
  'sums between axes': ({ reduce }, make) => {
    const [x, y] = [make([40, 30, 133]), make([40, 1, 133])];
    reduce!('sum', x, [1], y);
    return [y];
  },
  'sum and max of everything': ({ reduce }, make) => {
    const [x, sum, max] = [make([400_001]), make([1]), make([1])];
    reduce!('sum', x, [0], sum);
    reduce!('max', x, [0], max);
    return [sum, max];
  },
  'softmax and its gradient': ({ fused }, make) => {
    const [x, y, g, gradient] = [1, 2, 3, 4].map(() => make([rows, columns]));
    fused.softmax!.forward([x], [y!], {});
    fused.softmax!.backward({ inputs: [x], outputs: [y!] }, [g], [gradient], {});
    return [y!, gradient!];
  },
  'log Σ e^x and its gradient': ({ fused }, make) => {
    const [x, gradient] = [make([rows, columns]), make([rows, columns])];
    const [y, g] = [make([rows, 1]), make([rows, 1])];
    fused.logSumExp!.forward([x], [y], {});
    fused.logSumExp!.backward({ inputs: [x], outputs: [y] }, [g], [gradient], {});
    return [y, gradient];
  },
  'logSoftmax and its gradient': ({ fused }, make) => {
    const [x, y, g, gradient] = [1, 2, 3, 4].map(() => make([rows, columns]));
    fused.logSoftmax!.forward([x], [y!], {});
    fused.logSoftmax!.backward({ inputs: [x], outputs: [y!] }, [g], [gradient], {});
    return [y!, gradient!];
  },
  'crossEntropy and its gradient': ({ fused }, make, subject) => {
    const [x, gradient] = [make([rows, columns]), make([rows, columns])];
    const [targets, losses, sums, g] = [
      make([rows], 'int32'),
      make([rows]),
      make([rows]),
      make([rows]),
    ];
    places(subject, targets, columns);
    const attributes = { ignoreIndex: 3, labelSmoothing: 0.1 };
    fused.crossEntropy!.forward([x, targets], [losses, sums], attributes);
    const saved = { inputs: [x, targets], outputs: [losses, sums] };
    fused.crossEntropy!.backward(saved, [g], [gradient], attributes);
    return [losses, gradient];
  },
  'layerNorm and its gradients': ({ fused }, make) => {
    const [x, y, g, gradient] = [1, 2, 3, 4].map(() => make([rows, columns]));
    const [weight, bias, ofWeight, ofBias] = [1, 2, 3, 4].map(() => make([columns]));
    const saved = { inputs: [x, weight, bias], outputs: [y!, make([rows]), make([rows])] };
    fused.layerNorm!.forward(saved.inputs, saved.outputs, { eps: 1e-5 });
    fused.layerNorm!.backward(saved, [g], [gradient, ofWeight, ofBias], { eps: 1e-5 });
    return [y!, gradient!, ofWeight!, ofBias!];
  },
  'batchNorm and its gradients': ({ fused }, make) => {
    const [x, y, g, gradient] = [1, 2, 3, 4].map(() => make([rows, columns, 3]));
    const [weight, bias, mean, variance, ofWeight, ofBias] = [1, 2, 3, 4, 5, 6].map(() =>
      make([columns]),
    );
    const saved = { inputs: [x, weight, bias], outputs: [y!, mean!, variance!] };
    const gradients = [g, undefined, undefined];
    fused.batchNorm!.forward(saved.inputs, saved.outputs, { eps: 1e-5 });
    fused.batchNorm!.backward(saved, gradients, [gradient, ofWeight, ofBias], { eps: 1e-5 });
    return [y!, mean!, variance!, gradient!, ofWeight!, ofBias!];
  },
  'addLayerNorm and its gradients': ({ fused }, make) => {
    const [x, residual, y, sum, g, ofSum, gradient] = [1, 2, 3, 4, 5, 6, 7].map(() =>
      make([rows, columns]),
    );
    const [weight, bias, ofWeight, ofBias] = [1, 2, 3, 4].map(() => make([columns]));
    const saved = {
      inputs: [x, residual, weight, bias],
      outputs: [y!, sum!, make([rows]), make([rows])],
    };
    const wanted = [gradient, undefined, ofWeight, ofBias];
    fused.addLayerNorm!.forward(saved.inputs, saved.outputs, { eps: 1e-5 });
    fused.addLayerNorm!.backward(saved, [g, ofSum], wanted, { eps: 1e-5 });
    return [y!, sum!, gradient!, ofWeight!, ofBias!];
  },
  'gather and scatterAdd of rows': ({ gather, scatterAdd }, make, subject) => {
    const [table, picked] = [make([97, columns]), make([rows, columns])];
    const indices = make([rows], 'int32');
    places(subject, indices, 97);
    const repeated = view(indices, { shape: [rows, columns], strides: [1, 0] });
    gather!(table, 0, repeated, picked);
    scatterAdd!(picked, 0, repeated, table);
    return [picked, table];
  },
  'uniform and normal numbers, dropout': ({ random, fused }, make) => {
    const state = { seed: 7, block: 2 ** 32 - 100 };
    const [u, z, x, y] = [make([99_991]), make([99_991]), make([99_991]), make([99_991])];
    random!('uniform', state, u);
    random!('normal', state, z);
    fused.dropout!.forward([x], [y], { p: 0.3, ...state });
    return [u, z, y];
  },
  'adam of several parameters': ({ adam }, make) => {
    const updates = [3, 40_001, 0, 17, 30_000].map((size): AdamOperands => ({
      parameter: make([size]),
      gradient: make([size]),
      mean: make([size]),
      variance: make([size]),
    }));
    adam!(updates, step);
    return updates.flatMap(({ parameter, mean, variance }) => [parameter, mean, variance]);
  },
  'clipNorm of several gradients': ({ clipNorm }, make) => {
    const gradients = [3, 140_001, 17, 130_000].map((size) => make([size]));
    const norm = make([]);
    clipNorm!(gradients, 1, norm);
    return [norm, ...gradients];
  },
};

describe('results are the same on one, two and three threads', () => {
  it.each(Object.entries(cases))('%s', (_, run) => {
    const expected = wordsOf(alone!, run);
    for (const subject of together) {
      const before = subject.splits;
      const words = wordsOf(subject, run);
      expect(words.map((own, i) => own.findIndex((word, at) => word !== expected[i]![at]))).toEqual(
        words.map(() => -1),
      );
      expect(subject.splits).toBeGreaterThan(before);
    }
  });
});
