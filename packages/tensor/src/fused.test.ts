import { describe, expect, it } from 'vitest';
import { evaluate, near } from '../test/evaluate.ts';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { otherBackend } from '../test/other-backend.ts';
import { gradientsOf } from '../test/vector-jacobian.ts';
import { apply } from './apply.ts';
import type { Backend, FusedKernel, Operand } from './backend.ts';
import { tensor } from './create.ts';
import { currentBackend } from './current-backend.ts';
import { BackendError } from './errors.ts';
import { layerNormFused } from './ops/layer-norm.ts';
import { softmaxFused } from './ops/softmax.ts';
import { withRecorders, type Recorder } from './recorder.ts';
import { scope } from './scope.ts';
import { memory } from './storage.ts';

expectNoLeaks();

type Calls = (readonly (Operand | undefined)[])[];

/** A backend whose layer norm writes marks instead of numbers, and keeps what it was called with. */
function markingBackend(calls: Calls): Backend {
  const mark = (outputs: readonly (Operand | undefined)[]): void => {
    for (const [i, output] of outputs.entries()) if (output) currentBackend().fill(output, i + 1);
  };
  const layerNorm: FusedKernel<{ readonly eps: number }> = {
    forward: (inputs, outputs) => {
      calls.push(inputs, outputs);
      mark(outputs);
    },
    backward: ({ inputs, outputs }, gradients, inputGradients) => {
      calls.push(inputs, outputs, gradients, inputGradients);
      mark(inputGradients);
    },
  };
  return otherBackend({ fused: { layerNorm } });
}

const rows = [
  [1, 2, 3],
  [4, 5, 6],
];

describe('fused', () => {
  it('uses the kernel of a backend that has one, on row-major operands', () => {
    const calls: Calls = [];
    const backend = markingBackend(calls);
    scope(() => {
      const x = tensor(rows, { backend }).transpose(0, 1);
      const results = layerNormFused.run([x, undefined, undefined], { eps: 0 });
      expect(results.map(({ shape }) => shape)).toEqual([[3, 2]]);
      expect(calls.map((operands) => operands.map((operand) => operand?.strides))).toEqual([
        [[2, 1], undefined, undefined],
        [[2, 1], [1], [1]],
      ]);
    });
  });

  it('uses the composed twin elsewhere', async () => {
    const backend = otherBackend({ fused: {} });
    const values = await evaluate(() => softmaxFused.run([tensor([0, 0], { backend })], {})[0]!);
    expect(values).toEqual(near([0.5, 0.5]));
  });

  it('frees what a kernel saves when nobody recorded it', () => {
    const backend = markingBackend([]);
    const x = tensor(rows, { backend });
    const before = memory();
    const [y] = layerNormFused.run([x, undefined, undefined], { eps: 0 });
    expect(memory().tensors).toBe(before.tensors + 1);
    x.dispose();
    y!.dispose();
  });

  it('asks for the results alone where no recorder wants a gradient', () => {
    const calls: Calls = [];
    const marking = markingBackend(calls);
    const kernel = marking.fused.layerNorm!;
    const backend = otherBackend({
      fused: { layerNorm: { ...kernel, infer: (_inputs, outputs) => void calls.push(outputs) } },
    });
    const run = (wantsGradient?: Recorder['wantsGradient']): number => {
      calls.length = 0;
      const recorder = { record: () => {}, ...(wantsGradient && { wantsGradient }) };
      scope(() => {
        const x = tensor(rows, { backend });
        const normalize = () => layerNormFused.run([x, undefined, undefined], { eps: 0 });
        withRecorders([recorder], () => void normalize());
      });
      return calls.at(-1)!.length;
    };
    const all = 3;
    expect(run(() => false)).toBe(1);
    expect(run(() => true)).toBe(all);
    expect(run()).toBe(all);
    scope(() => {
      calls.length = 0;
      layerNormFused.run([tensor(rows, { backend }), undefined, undefined], { eps: 0 });
      expect(calls.map((outputs) => outputs.length)).toEqual([1]);
    });
  });

  it('computes all wanted gradients in one call', async () => {
    const calls: Calls = [];
    const backend = markingBackend(calls);
    const sums = await evaluate(() => {
      const inputs = [
        tensor(rows, { backend }),
        undefined,
        tensor([0, 0, 0], { backend }),
      ] as const;
      const g = tensor(rows, { backend }).flip(0);
      const [x, weight, bias] = gradientsOf(layerNormFused.op, inputs, { eps: 0 }, g);
      expect(weight).toBeUndefined();
      return x!.sum(0).add(bias!);
    });
    expect(sums).toEqual([5, 5, 5]);
    const [, , inputs, outputs, gradients, inputGradients] = calls;
    expect(calls).toHaveLength(6);
    expect([inputs!.length, outputs!.length, gradients!.length]).toEqual([3, 3, 1]);
    expect(gradients![0]!.strides).toEqual([3, 1]);
    expect(inputGradients!.map((operand) => operand?.shape)).toEqual([[2, 3], undefined, [3]]);
  });

  it('leaves out the gradients that are not wanted', () => {
    const calls: Calls = [];
    const backend = markingBackend(calls);
    scope(() => {
      const { op } = layerNormFused;
      if (typeof op.vjp !== 'function') throw new Error(op.vjp.why);
      const [x, weight, g] = [
        tensor(rows, { backend }),
        tensor([1, 1, 1], { backend }),
        tensor(rows, { backend }),
      ];
      const inputs = [x, weight, undefined] as const;
      const attributes = { eps: 0 };
      const outputs = apply(op, inputs, attributes);
      // An absent input has no gradient, wanted or not.
      const wanted = [false, true, true];
      const recorded = { inputs, outputs, attributes, gradients: [g], wanted };
      const thunks = op.vjp(recorded, g);
      expect(thunks.map((thunk) => thunk !== undefined)).toEqual([false, true, false]);
      thunks[1]!();
      expect(calls.at(-1)!.map((operand) => operand?.shape)).toEqual([undefined, [3], undefined]);
    });
  });

  it('says so when an op is run on a backend without its kernel', () => {
    const backend = otherBackend({ fused: {} });
    const body = () =>
      gradientsOf(softmaxFused.op, [tensor([1], { backend })], {}, tensor([1], { backend }));
    expect(factsOf(BackendError, body)).toEqual({ name: 'softmax' });
  });
});
