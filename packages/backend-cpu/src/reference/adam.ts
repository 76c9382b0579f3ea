import type { AdamOperands, AdamStep } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, start } from './iterate.ts';

/**
 * One Adam update in place: m ← β₁ m + (1 - β₁) g; v ← β₂ v + (1 - β₂) g²; p ← p - η (m / c₁) / (√(v / c₂) + ε).
 *
 * Source: Kingma & Ba 2015, algorithm 1; decoupled decay: Loshchilov & Hutter 2019, algorithm 2.
 */
export function adam(memory: LinearMemory, updates: readonly AdamOperands[], step: AdamStep): void {
  for (const update of updates) adamOne(memory, update, step);
}

function adamOne(
  memory: LinearMemory,
  { parameter, gradient, mean, variance }: AdamOperands,
  step: AdamStep,
): void {
  const data = memory.f32;
  const { learningRate, beta1, beta2, eps, weightDecay, decoupled, correction1, correction2 } =
    step;
  const operands = [parameter, gradient, mean, variance];
  const strides = operands.map((operand) => operand.strides);
  eachRow(parameter.shape, operands.map(start), strides, (length, at, steps) => {
    for (let i = 0; i < length; i++) {
      const atP = at[0]! + i * steps[0]!;
      const atM = at[2]! + i * steps[2]!;
      const atV = at[3]! + i * steps[3]!;
      const p = data[atP]!;
      const g = data[at[1]! + i * steps[1]!]! + (decoupled ? 0 : weightDecay * p);
      const m = beta1 * data[atM]! + (1 - beta1) * g;
      const v = beta2 * data[atV]! + (1 - beta2) * g * g;
      const decayed = decoupled ? p * (1 - learningRate * weightDecay) : p;
      data[atP] = decayed - (learningRate * (m / correction1)) / (Math.sqrt(v / correction2) + eps);
      data[atM] = m;
      data[atV] = v;
    }
  });
}
