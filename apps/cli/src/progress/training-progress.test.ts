import type { StepEvent } from '@rondo/seq2seq';
import { describe, expect, it } from 'vitest';
import type { Output } from '../io.ts';
import { StatusLine } from './status-line.ts';
import { TrainingProgress } from './training-progress.ts';

function show(isTerminal: boolean, columns = 80): string {
  let written = '';
  let now = 0;
  const write = (text: string): void => {
    written += text;
  };
  const out: Output = { write, isTerminal, columns: () => columns };
  const line = new StatusLine(out, () => now);
  const progress = new TrainingProgress(line);
  for (let step = 1; step <= 40; step++) {
    now += 0.5;
    const event: StepEvent = {
      kind: 'step',
      step: 120_000 + step,
      totalSteps: 120_040,
      epoch: 11,
      loss: 2,
      learningRate: 0.001_234,
      gradientNorm: 1,
      tokens: 1000,
      seconds: 0.5,
    };
    progress.step(event);
  }
  line.clear();
  return written;
}

describe('TrainingProgress', () => {
  it('redraws one line of less than 80 columns on a terminal and takes it away in the end', () => {
    const frames = show(true).split('\r\u001B[2K');
    expect(frames).toHaveLength(42);
    expect(frames.at(-1)).toBe('');
    expect(Math.max(...frames.map((frame) => frame.length))).toBeLessThan(80);
    expect(frames.at(-2)).toContain(
      '120040/120040  epoch 12  loss 2.000  2.0k tokens/s  lr 0.00123',
    );
    expect(show(true)).not.toContain('\n');
  });

  it('leaves out what matters least where the terminal is narrow', () => {
    const last = (columns: number): string => show(true, columns).split('\r\u001B[2K').at(-2)!;
    expect(last(40)).toBe('120040/120040  loss 2.000  0:00 left');
    expect(last(20)).toBe('████  120040/120040');
    expect(last(200)).toMatch(/^█{24}  120040\/120040  epoch 12 .* lr 0.00123  0:00 left$/);
  });

  it('prints a line now and then elsewhere', () => {
    const lines = show(false).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toContain('120010/120040');
    expect(lines[0]).toContain('0:15 left');
  });
});
