import { describe, expect, it } from 'vitest';
import type { StepNumbers, Weights } from './cell-numbers.ts';
import { explainNumber, rowsOf } from './explain-number.ts';

const gate = (input: number, state: number, value: number) => ({
  input: [0, input],
  state: [0, state],
  value: [0, value],
});

const weights: Weights = {
  weight_ih: Array.from({ length: 8 }, (_, r) => [r / 10, -r / 10]),
  weight_hh: Array.from({ length: 8 }, (_, r) => [r, -1]),
  bias_ih: Array.from({ length: 8 }, () => [0.5]),
  bias_hh: Array.from({ length: 8 }, () => [-0.5]),
};

const gru: StepNumbers = {
  x: [1, -2],
  h: [0.3, -0.4],
  c: undefined,
  gates: { r: gate(1.4, 0.8, 0.9), z: gate(1, -2, 0.27), n: gate(0.5, -1, -0.38) },
  newC: undefined,
  newH: [0, -0.39],
};

const lstm: StepNumbers = {
  x: [1, -2],
  h: [0.3, -0.4],
  c: [0, -1.5],
  gates: { i: gate(0, 0, 0.5), f: gate(1, 1, 0.88), g: gate(1, 0, 0.76), o: gate(0, 0, 0.5) },
  newC: [0, -0.94],
  newH: [0, -0.37],
};

describe('how a number comes about', () => {
  it('names the rows of the parameters, and writes the sum of products out', () => {
    expect(explainNumber('gru', { part: 'z', row: 'input', unit: 1 }, gru, weights)).toEqual([
      'weight_ih[3] · xₜ + bias_ih[3]',
      '= 0.30 × 1.00 + −0.30 × (−2.00) + 0.50',
      '= 1.00',
    ]);
    expect(explainNumber('gru', { part: 'n', row: 'state', unit: 1 }, gru, weights)).toEqual([
      'weight_hh[5] · hₜ₋₁ + bias_hh[5]',
      '= 5.00 × 0.30 + −1.00 × (−0.40) + −0.50',
      '= −1.00',
    ]);
  });

  it('squeezes gates with σ and what is new with tanh', () => {
    expect(explainNumber('gru', { part: 'z', row: 'value', unit: 1 }, gru, weights)).toEqual([
      'σ(1.00 + (−2.00))',
      '= σ(−1.00) = 1 / (1 + e^1.00)',
      '= 0.27',
    ]);
    expect(explainNumber('gru', { part: 'n', row: 'value', unit: 1 }, gru, weights)).toEqual([
      'tanh(W xₜ + b + r × (W hₜ₋₁ + b))',
      '= tanh(0.50 + 0.90 × (−1.00))',
      '= tanh(−0.40)',
      '= −0.38',
    ]);
    expect(explainNumber('lstm', { part: 'g', row: 'value', unit: 1 }, lstm, weights)[0]).toBe(
      'tanh(1.00 + 0.00)',
    );
  });

  it('mixes the old state and the new', () => {
    expect(explainNumber('gru', { part: 'h', row: 'value', unit: 1 }, gru, weights)).toEqual([
      '(1 − z) × n + z × hₜ₋₁',
      '= (1 − 0.27) × (−0.38) + 0.27 × (−0.40)',
      '= −0.39',
    ]);
    expect(explainNumber('lstm', { part: 'c', row: 'value', unit: 1 }, lstm, weights)).toEqual([
      'f × cₜ₋₁ + i × g',
      '= 0.88 × (−1.50) + 0.50 × 0.76',
      '= −0.94',
    ]);
    expect(explainNumber('lstm', { part: 'h', row: 'value', unit: 1 }, lstm, weights)).toEqual([
      'o × tanh(cₜ)',
      '= 0.50 × tanh(−0.94)',
      '= −0.37',
    ]);
  });

  it('has a sum for every gate', () => {
    expect(rowsOf('rnn', 'h')).toEqual(['input', 'state', 'value']);
    expect(rowsOf('gru', 'h')).toEqual(['value']);
    expect(rowsOf('lstm', 'c')).toEqual(['value']);
  });
});
