import { f32x4, i32, i32x4, type ModuleBuilder, v128 } from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { areDifferent } from './are-different.ts';
import { defineBlocks } from './blocks.ts';
import {
  clear,
  combineRows,
  exampleReader,
  ownSpace,
  parameters,
  setShares,
  spaceAt,
} from './example.ts';
import { Losses, predict } from './predict.ts';
import { addRows, addToRows, dotRows, updateRows } from './row-groups.ts';
import { bytes } from './words.ts';

export interface LogisticKernels {
  /** Sets the word at `bad` where one of `count` indices is `size` or more. */
  check(thread: number, count: number, indices: number, size: number, bad: number): void;
  /** The update of `count` examples, one after the other. */
  update(thread: number, ...rest: number[]): void;
  /** Block by block: the last number says how many examples are computed with the rows from before them. */
  updateBlocks(thread: number, ...rest: number[]): void;
}

export function defineLogistic(module: ModuleBuilder): void {
  const indices = { thread: 'i32', count: 'i32', indices: 'i32', size: 'i32', bad: 'i32' } as const;
  module.function('check', { parameters: indices }, (f, p) => {
    const at = f.let(bytes(p.indices));
    const largest = f.let(i32x4.splat(-1));
    eachVector(f, p.count, [at], (lanes) => f.set(largest, i32x4.max_s(largest, lanes.load(at))));
    const tooLarge = i32x4.ge_s(largest, i32x4.splat(p.size));
    f.if(v128.any_true(tooLarge), () => f.store(bytes(p.bad), i32.const(1)));
  });

  module.function('update', { parameters }, (f, p) => {
    const { size } = p;
    const space = spaceAt(f, ownSpace(f, p), p);
    const { h, change } = space;
    const next = exampleReader(f, p);
    const losses = new Losses(f);
    const eta = f.let(f32x4.splat(p.rate));

    f.repeat(p.count, () => {
      const { inputs, outputs, isComplete } = next(space);
      f.if(isComplete, () => {
        // One row is its own mean and sum, read where it lies.
        const hidden = f.let(i32.load(space.inputs));
        f.if(i32.gt_s(inputs.count, 1), () => {
          f.set(hidden, h);
          combineRows(f, inputs, h, p);
        });
        dotRows(f, outputs, hidden, size);
        predict(f, { ...space, count: outputs.count }, eta, losses);

        clear(f, change, size);
        f.if(
          areDifferent(f, space.outputs, outputs.count),
          () => updateRows(f, outputs, hidden, change, size),
          () => {
            addRows(f, outputs, change, size);
            addToRows(f, outputs, hidden, size);
          },
        );
        setShares(f, inputs, p.isShared);
        addToRows(f, inputs, change, size);
      });
    });
    f.store(bytes(p.loss), losses.total());
  });

  defineBlocks(module);
}
