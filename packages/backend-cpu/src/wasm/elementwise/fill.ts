import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import { elements, start } from '../../reference/iterate.ts';
import { i32, i32x4, type ModuleBuilder } from '../assembler/index.ts';
import { kernelModule } from '../kernel-module.ts';
import { eachVector } from '../vector/each-vector.ts';
import { eachBlock } from './blocks.ts';

interface FillKernels {
  /** Sets the elements of two nested loops; `bits` is the value. Position and steps count elements. */
  fill(
    outer: number,
    inner: number,
    at: number,
    outerStep: number,
    innerStep: number,
    bits: number,
  ): void;
}

function define(module: ModuleBuilder): void {
  const parameters = {
    outer: 'i32',
    inner: 'i32',
    at: 'i32',
    outerStep: 'i32',
    innerStep: 'i32',
    bits: 'i32',
  } as const;
  module.function('fill', { parameters }, (f, { outer, inner, at, outerStep, innerStep, bits }) => {
    for (const local of [at, outerStep, innerStep]) f.set(local, i32.shl(local, 2));
    const value = f.let(i32x4.splat(bits));
    f.repeat(outer, () => {
      const to = f.let(at);
      f.if(
        i32.eq(innerStep, 4),
        () => eachVector(f, inner, [to], (lanes) => lanes.store(to, value), 2),
        () =>
          f.repeat(inner, () => {
            f.store(to, bits);
            f.set(to, i32.add(to, innerStep));
          }),
      );
      f.set(at, i32.add(at, outerStep));
    });
  });
}

/** output = value; of bool tensors: value ≠ 0. */
export function createFill(memory: LinearMemory): (output: Operand, value: number) => boolean {
  const kernels = kernelModule<FillKernels>(memory, define);
  const asFloat = new Float32Array(1);
  const asBits = new Int32Array(asFloat.buffer);
  return (output, value) => {
    const { dtype } = output;
    const stored = dtype === 'bool' ? Number(value !== 0) : value;
    if (output.shape.length === 0) {
      elements(memory, dtype)[start(output)] = stored;
      return true;
    }
    if (dtype === 'float32') asFloat[0] = stored;
    else asBits[0] = stored;
    eachBlock([output], (outer, inner, [at], [outerStep], [innerStep]) =>
      kernels().fill(outer, inner, at!, outerStep!, innerStep!, asBits[0]!),
    );
    return true;
  };
}
