import { f32x4, i32, type Local, type ModuleBuilder } from '../assembler/index.ts';
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
import { addRows, addToRows, dotRows } from './row-groups.ts';
import { bytes } from './words.ts';

/** The counts of an example's lists, in front of its working space: a whole vector. */
export const countWords = 4;

/** The update block by block: all examples of one are computed before any of them changes a row. */
export function defineBlocks(module: ModuleBuilder): void {
  const ofBlocks = { ...parameters, block: 'i32' } as const;
  module.function('updateBlocks', { parameters: ofBlocks }, (f, p) => {
    const { size } = p;
    const start = ownSpace(f, p);
    const next = exampleReader(f, p);
    const losses = new Losses(f);
    const eta = f.let(f32x4.splat(p.rate));
    const left = f.let(p.count);
    const at = f.let(start);

    /** Each example of a block, with the counts of its lists and its space. */
    const each = (
      body: (counts: Local<'i32'>, space: ReturnType<typeof spaceAt>) => void,
    ): void => {
      f.set(at, start);
      f.repeat(i32.select(left, p.block, i32.lt_s(left, p.block)), () => {
        const space = spaceAt(f, i32.add(at, 4 * countWords), p);
        body(at, space);
        f.set(at, space.end);
      });
    };

    f.while(i32.gt_s(left, 0), () => {
      each((counts, space) => {
        const { h, change } = space;
        const { inputs, outputs, isComplete } = next(space);
        f.if(
          isComplete,
          () => {
            combineRows(f, inputs, h, p);
            dotRows(f, outputs, h, size);
            predict(f, { ...space, count: outputs.count }, eta, losses);
            clear(f, change, size);
            addRows(f, outputs, change, size);
            setShares(f, inputs, p.isShared);
            f.store(counts, inputs.count);
            f.store(counts, outputs.count, 4);
          },
          () => {
            f.store(counts, i32.const(0));
            f.store(counts, i32.const(0), 4);
          },
        );
      });
      each((counts, { h, change, inputs, shares, outputs, numbers }) => {
        const [inputCount, outputCount] = [f.let(i32.load(counts)), f.let(i32.load(counts, 4))];
        addToRows(f, { rows: outputs, numbers, count: outputCount }, h, size);
        addToRows(f, { rows: inputs, numbers: shares, count: inputCount }, change, size);
      });
      f.set(left, i32.sub(left, p.block));
    });
    f.store(bytes(p.loss), losses.total());
  });
}
