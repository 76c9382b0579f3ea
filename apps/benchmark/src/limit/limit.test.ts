import { describe, expect, it } from 'vitest';
import { arithmeticModule, copyModule } from './module.ts';

function run(bytes: Uint8Array<ArrayBuffer>, fill: number, operands: number[]): Float32Array {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const numbers = new Float32Array(memory.buffer);
  numbers.fill(fill, 0, 256);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  (exports['run'] as (...operands: number[]) => void)(...operands);
  return numbers;
}

describe('the modules of the limit', () => {
  it('compute chains of s x + y', () => {
    // 12 chains that start at 0.5 and go to 1, four steps a turn.
    const steps = 8;
    const numbers = run(arithmeticModule(false), 0.5, [steps / 4, 0]);
    expect(numbers[4 * 14]).toBeCloseTo(12 * (1 - 0.5 ** (steps + 1)), 5);
  });

  it('copy', () => {
    const numbers = run(copyModule(), 3, [2, 4096, 0]);
    expect([...numbers.subarray(1023, 1025)]).toEqual([0, 3]);
    expect([...numbers.subarray(1024 + 31, 1024 + 33)]).toEqual([3, 0]);
  });

  it('are valid, also where multiply-adds are fused if the engine has them', () => {
    expect(WebAssembly.validate(arithmeticModule(false))).toBe(true);
    expect(arithmeticModule(true).length).toBeLessThan(arithmeticModule(false).length);
  });
});
