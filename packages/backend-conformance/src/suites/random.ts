import { elementCount, philox, type RandomKind, type RandomState, type Shape } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { resultOf, unset, type Context } from '../context.ts';
import { exactly, expectClose } from '../expect-close.ts';

const sizes: readonly Shape[] = [[], [1], [3], [7], [33], [127], [9999], [3, 7, 5], [0]];

/** Small and large seeds and blocks: both take more than 32 bits. */
const states: readonly RandomState[] = [
  { seed: 0, block: 0 },
  { seed: 7, block: 3 },
  { seed: 2 ** 53 - 1, block: 2 ** 32 - 5 },
  { seed: 0xdead_beef, block: 2 ** 45 + 1 },
];

/** The words of the stream, four to a block. */
function words({ seed, block }: RandomState, count: number): number[] {
  const blocks = Array.from({ length: Math.ceil(count / 4) }, (_, i) => philox(seed, block + i));
  return blocks.flat().slice(0, 4 * Math.ceil(count / 4));
}

const uniform = (bits: number): number => Math.floor(bits / 256) / 2 ** 24;

export function randomSuite({ backend }: Context): void {
  const draw = (kind: RandomKind, state: RandomState, shape: Shape): Promise<Float64Array> =>
    resultOf(() => {
      const output = unset(shape, 'float32');
      backend().random(kind, state, output);
      return output;
    });

  describe.each(states)('random numbers at seed $seed, block $block', (state) => {
    it('uniform numbers are the upper 24 bits of the stream', async () => {
      for (const shape of sizes) {
        const count = elementCount(shape);
        const expected = words(state, count).slice(0, count).map(uniform);
        expectClose(
          await draw('uniform', state, shape),
          expected,
          exactly,
          `[${shape.join(', ')}]`,
        );
      }
    });

    it('normal numbers are Box and Muller pairs of the stream', async () => {
      for (const shape of sizes) {
        const count = elementCount(shape);
        const bits = words(state, count);
        const expected = Array.from({ length: count }, (_, i) => {
          const first = bits[i - (i % 2)]!;
          const angle = 2 * Math.PI * uniform(bits[i - (i % 2) + 1]!);
          const radius = Math.sqrt(-2 * Math.log(uniform(first) + 2 ** -24));
          return radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
        });
        const where = `[${shape.join(', ')}]`;
        expectClose(
          await draw('normal', state, shape),
          expected,
          { rtol: 2e-5, atol: 5e-6 },
          where,
        );
      }
    });
  });

  it('a stream goes on where it was left', async () => {
    const whole = await draw('uniform', { seed: 11, block: 0 }, [64]);
    const rest = await draw('uniform', { seed: 11, block: 9 }, [28]);
    expect([...rest]).toEqual([...whole.subarray(36)]);
  });
}
