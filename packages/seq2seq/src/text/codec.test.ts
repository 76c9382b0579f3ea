import { describe, expect, it } from 'vitest';
import { buildCodec } from './codec.ts';

describe('a codec that extends another', () => {
  const words = { kind: 'whitespace' } as const;
  const tokenizers = { source: words, target: words };
  const [first, second] = [[{ source: 'x y', target: 'b a' }], [{ source: 'z x', target: 'c x' }]];
  const known = buildCodec(first, tokenizers);
  const entries = (...tokens: string[]) => ['[pad]', '[begin]', '[end]', '[unknown]', ...tokens];

  it('keeps what each side has', () => {
    const { source, target } = buildCodec(second, tokenizers, { extend: known });
    expect(source.vocabulary.tokens).toEqual(entries('x', 'y', 'z'));
    expect(target.vocabulary.tokens).toEqual(entries('a', 'b', 'c', 'x'));
  });

  it('keeps what both sides have in one that is shared', () => {
    const options = { shared: true, extend: known };
    const shared = buildCodec(second, tokenizers, options);
    expect(shared.source.vocabulary.tokens).toEqual(entries('x', 'y', 'a', 'b', 'c', 'z'));
    expect(shared.target.vocabulary).toBe(shared.source.vocabulary);
    const again = buildCodec(second, tokenizers, { ...options, extend: shared });
    expect(again.config).toEqual(shared.config);
  });
});
