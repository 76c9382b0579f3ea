import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { RangeFault, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { GradScaler } from './grad-scaler.ts';

useBackend(cpu());

describe('GradScaler', () => {
  it('scales the loss and gives gradients back their size', async () => {
    const scaler = new GradScaler({ initialScale: 8 });
    const parameter = new Parameter(tensor([1, -2, 3]));
    const loss = backward(() => scaler.scale(parameter.square().sum()));
    expect(await loss.item()).toBe(8 * 14);
    expect([...(await parameter.grad!.data())]).toEqual([16, -32, 48]);
    scaler.unscale([parameter]);
    expect([...(await parameter.grad!.data())]).toEqual([2, -4, 6]);
    parameter.clearGrad();
    scaler.unscale([parameter]);
    loss.dispose();
    parameter.dispose();
  });

  it('halves after gradients that are not finite, doubles after enough in a row that are', () => {
    const scaler = new GradScaler({ initialScale: 64, growthInterval: 3 });
    const scales = [true, true, false, true, true, true, true, false].map((isFinite) => {
      scaler.update(isFinite);
      return scaler.currentScale;
    });
    expect(scales).toEqual([64, 64, 32, 32, 32, 64, 64, 32]);
  });

  it('stays a number that float32 has', () => {
    const scaler = new GradScaler({ initialScale: 2 ** 125, growthInterval: 1 });
    for (let step = 0; step < 5; step++) scaler.update(true);
    expect(scaler.currentScale).toBe(2 ** 126);
  });

  it('goes on where it was saved', () => {
    const first = new GradScaler({ initialScale: 4, growthInterval: 3 });
    for (const isFinite of [true, false, true, true]) first.update(isFinite);
    const second = new GradScaler({ growthInterval: 3 });
    second.loadStateDict(JSON.parse(JSON.stringify(first.stateDict())) as never);
    for (const scaler of [first, second]) scaler.update(true);
    expect(second.currentScale).toBe(4);
    expect(second.stateDict()).toEqual(first.stateDict());
  });

  it.each([
    [{ initialScale: 0 }, 'initialScale above 0, received 0'],
    [{ initialScale: Infinity }, 'initialScale above 0'],
    [{ growthFactor: 1 }, 'growthFactor above 1'],
    [{ backoffFactor: 1 }, 'backoffFactor between 0 and 1'],
    [{ growthInterval: 1.5 }, 'growthInterval a whole number'],
  ])('refuses %o', (options, message) => {
    expect(() => new GradScaler(options)).toThrow(RangeFault);
    expect(() => new GradScaler(options)).toThrow(message);
  });

  it('refuses a state that is none', () => {
    const scaler = new GradScaler();
    expect(() => scaler.loadStateDict({ scale: -1, growthTracker: 0 })).toThrow('scale above 0');
    expect(() => scaler.loadStateDict({ scale: 1, growthTracker: 0.5 })).toThrow('growthTracker');
    expect(scaler.currentScale).toBe(65_536);
  });
});
