import { describe, expect, it } from 'vitest';
import { evaluate } from '../../test/evaluate.ts';
import { factsOf } from '../../test/faults.ts';
import { expectNoLeaks } from '../../test/leaks.ts';
import { arange, rand, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { addLayerNorm } from './add-layer-norm.ts';
import { layerNorm } from './layer-norm.ts';

expectNoLeaks();

const x = () => rand([3, 2, 5], { seed: 1 });
const residual = () => rand([3, 2, 5], { seed: 2 });
const options = () => ({ weight: rand([2, 5], { seed: 3 }), bias: rand([2, 5], { seed: 4 }) });

describe('addLayerNorm', () => {
  it('is the sum and its norm over the last axes', async () => {
    const sum = await evaluate(() => addLayerNorm(x(), residual(), [5]).sum);
    expect(sum).toEqual(await evaluate(() => x().add(residual())));
    const output = await evaluate(() => addLayerNorm(x(), residual(), [2, 5], options()).output);
    expect(output).toEqual(await evaluate(() => layerNorm(x().add(residual()), [2, 5], options())));
  });

  it('takes empty batches', async () => {
    expect(await evaluate(() => addLayerNorm(zeros([0, 4]), zeros([0, 4]), [4]).output)).toEqual(
      [],
    );
  });

  it('refuses what does not fit', () => {
    scope(() => {
      const four = zeros([2, 4]);
      for (const refused of [
        () => addLayerNorm(four, zeros([4]), [4]),
        () => addLayerNorm(four, four, [3]),
        () => addLayerNorm(four, four, []),
        () => addLayerNorm(four, four, [4], { weight: zeros([3]) }),
      ]) {
        expect(refused).toThrow(ShapeError);
      }
      const whole = arange(0, 8).reshape([2, 4]);
      expect(factsOf(DTypeError, () => addLayerNorm(four, whole, [4]))).toMatchObject({
        op: 'addLayerNorm',
      });
    });
  });
});
