import { cpu } from '@rondo/backend-cpu';
import { arange, memory, scope, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { ForbiddenTokens } from './forbidden-tokens.ts';

useBackend(cpu());

describe('ForbiddenTokens', () => {
  it.each([
    ['none', []],
    ['neighbours and one more', [0, 1, 5]],
    ['the last', [22]],
    ['all', Array.from({ length: 23 }, (_, i) => i)],
    ['many apart', Array.from({ length: 11 }, (_, i) => 2 * i)],
  ])('rules out %s', async (_what, ids) => {
    const before = memory();
    const mask = new Uint8Array(23);
    for (const id of ids) mask[id] = 1;
    const forbidden = new ForbiddenTokens(mask);
    const ruledOut = scope(() => forbidden.ruleOut(arange(0, 46).cast('float32').reshape([2, 23])));
    const expected = Array.from({ length: 46 }, (_, i) => (mask[i % 23] ? -Infinity : i));
    expect([...(await ruledOut.data())]).toEqual(expected);
    ruledOut.dispose();
    forbidden.dispose();
    expect(memory()).toEqual(before);
  });
});
