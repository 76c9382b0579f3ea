import { flatten, type Tensor } from '@rondo/tensor';
import { Module } from './module.ts';

/** Takes the axes from `start` (1) to `end` (the last), both included, as one: x `[N, C, L]` → `[N, C · L]`. */
export class Flatten extends Module {
  readonly start: number;
  readonly end: number;

  constructor(start = 1, end = -1) {
    super();
    this.start = start;
    this.end = end;
  }

  forward(x: Tensor): Tensor {
    return flatten(x, this.start, this.end);
  }
}
