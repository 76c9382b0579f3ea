import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { memory, scope, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { SinusoidalPositions, sinusoidalPositions } from './sinusoidal-positions.ts';

useBackend(cpu());

describe('sinusoidalPositions', () => {
  it.each([4, 5])('are sines and cosines of falling frequencies: E = %i', async (E) => {
    const rows = (await sinusoidalPositions(3, E).array()) as number[][];
    for (const [t, row] of rows.entries()) {
      for (const [column, value] of row.entries()) {
        const pair = Math.floor(column / 2);
        const angle = t / 10_000 ** ((2 * pair) / E);
        expect(value).toBeCloseTo(column % 2 === 0 ? Math.sin(angle) : Math.cos(angle), 6);
      }
    }
  });
});

describe('SinusoidalPositions', () => {
  it('adds them from the offset on, however far', async () => {
    const positions = own(new SinusoidalPositions(6));
    for (const [offset, T] of [
      [0, 3],
      [2, 4],
      [100, 2],
      [1, 1],
    ] as const) {
      const y = positions.forward(zeros([2, T, 6]), { offset });
      const expected = await sinusoidalPositions(offset + T, 6)
        .narrow(0, offset, T)
        .array();
      expect(await y.array()).toEqual([expected, expected]);
    }
  });

  it('keeps its table to itself: nothing is learned or saved, or left to be freed', () => {
    const before = memory();
    const positions = new SinusoidalPositions(6);
    for (const T of [200, 300]) {
      scope(() => {
        positions.forward(zeros([1, T, 6]));
      });
    }
    expect(positions.stateDict()).toEqual({});
    expect(memory()).toEqual(before);
    positions.dispose();
  });

  it('drops while training', async () => {
    const positions = own(new SinusoidalPositions(6, { dropout: 0.5 }));
    const some = await positions.forward(zeros([3, 9, 6])).data();
    expect([...some].filter((value) => value === 0).length).toBeGreaterThan(40);
    positions.eval();
    const all = await positions.forward(zeros([1, 2, 6])).array();
    expect(all).toEqual([await sinusoidalPositions(2, 6).array()]);
  });

  it('refuses other sizes', () => {
    const positions = own(new SinusoidalPositions(6));
    expect(() => positions.forward(zeros([2, 3, 5]))).toThrow(
      /SinusoidalPositions: expected x \[N, T, dModel\] with dModel = 6, received \[2, 3, 5\]/,
    );
  });
});
