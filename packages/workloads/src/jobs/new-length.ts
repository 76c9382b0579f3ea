import { GRU } from '@rondo/layers-recurrent';
import { scope, type Tensor } from '@rondo/tensor';
import type { Job } from '../job.ts';
import { median } from '../statistics.ts';
import type { NewLengthWorkload } from '../workload.ts';
import { Inputs } from './input-tensors.ts';
import { numbersOf } from './tensor-job.ts';

const laterCalls = 5;

export function newLengthJob(workload: NewLengthWorkload): Job {
  const { inputSize, hiddenSize, lengths } = workload;
  const inputs = new Inputs(workload);
  const layer = new GRU(inputSize, hiddenSize);
  const { x, ...state } = inputs.state();
  layer.loadStateDict(state);
  const forward = (length: number): Tensor =>
    scope(() => layer.forward(x!.narrow(1, 0, length)).output);
  const timed = (length: number): number => {
    const begin = performance.now();
    forward(length).dispose();
    return performance.now() - begin;
  };
  return {
    run() {
      forward(lengths[0]!).dispose();
    },
    async outputs() {
      const output = forward(lengths[0]!);
      const outputs = await numbersOf({ output });
      output.dispose();
      return outputs;
    },
    async first() {
      const calls = lengths.map((length) => ({
        first: timed(length),
        again: median(Array.from({ length: laterCalls }, () => timed(length))),
      }));
      return { firstMs: calls.map(({ first }) => first), againMs: calls.map(({ again }) => again) };
    },
    dispose() {
      layer.dispose();
      inputs.dispose();
    },
  };
}
