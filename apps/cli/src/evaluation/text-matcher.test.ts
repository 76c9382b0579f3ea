import { fileURLToPath } from 'node:url';
import { loadHuggingFace, sentencePieceConfig, type TokenizerConfig } from '@rondo/data';
import { readBytes } from '@rondo/data/node';
import { lowercases } from '@rondo/seq2seq';
import { describe, expect, it } from 'vitest';
import { textMatcher } from './text-matcher.ts';

const words: TokenizerConfig = { kind: 'words', lowerCase: true };

describe('textMatcher', () => {
  it('compares tokens, not the blanks between them', () => {
    const matches = textMatcher(words, { lowercase: true });
    expect(matches('the dog sleeps.', 'The dog sleeps .')).toBe(true);
    expect(matches('the dog sleeps', 'The dog sleeps .')).toBe(false);
    expect(matches('thedog sleeps.', 'The dog sleeps .')).toBe(false);
    expect(textMatcher({ kind: 'whitespace' }, { lowercase: false })('a.', 'a .')).toBe(false);
  });

  it('minds case where asked, whatever the tokeniser does with it', () => {
    expect(textMatcher(words, { lowercase: false })('a', 'A')).toBe(false);
    const moses: TokenizerConfig = { kind: 'moses', lowerCase: true };
    expect([lowercases(moses), lowercases({ kind: 'moses' })]).toEqual([true, false]);
    expect(textMatcher(moses, { lowercase: false })('a.', 'A .')).toBe(false);
    expect(textMatcher(moses, { lowercase: true })('a.', 'A .')).toBe(true);
    const pieces: TokenizerConfig = { kind: 'subword', merges: '#version: 0.2\na b</w>\n', words };
    expect(lowercases(pieces)).toBe(true);
    expect(textMatcher(pieces, { lowercase: false })('ab.', 'Ab .')).toBe(false);
    expect(textMatcher(pieces, { lowercase: true })('ab.', 'Ab .')).toBe(true);
    expect(textMatcher({ kind: 'characters' }, { lowercase: true })('aB', 'Ab')).toBe(true);
  });
});

/** A file that another program made. */
const bytesOf = (name: string): Promise<Uint8Array> =>
  readBytes(
    fileURLToPath(
      new URL(`../../../../packages/data/test/fixtures/generated/${name}`, import.meta.url),
    ),
  );

describe('lowercases', () => {
  const sentencePiece = async (name: string): Promise<TokenizerConfig> =>
    sentencePieceConfig(await bytesOf(`sentencepiece/${name}.model.gz`));
  const huggingFace = async (name: string): Promise<TokenizerConfig> => {
    await loadHuggingFace();
    const json = new TextDecoder().decode(await bytesOf(`huggingface/${name}.json`));
    return { kind: 'huggingface', json };
  };

  it.each<[string, boolean, () => TokenizerConfig | Promise<TokenizerConfig>]>([
    ['words', true, () => words],
    ['words as they are', false, () => ({ kind: 'words' })],
    ['characters', true, () => ({ kind: 'characters', lowerCase: true })],
    ['whitespace', false, () => ({ kind: 'whitespace' })],
    ['chinese', false, () => ({ kind: 'chinese' })],
    ['rules for small letters', true, () => sentencePiece('lower')],
    ['nmt_nfkc', false, () => sentencePiece('unigram-nfkc')],
    ['no rules', false, () => sentencePiece('bpe-bytes')],
    ['an uncased WordPiece', true, () => huggingFace('wordpiece')],
    ['bytes', false, () => huggingFace('bytelevel')],
  ])('knows what %s do: %s', async (_name, expected, config) => {
    expect(lowercases(await config())).toBe(expected);
  });

  it('is told apart by the matcher, whatever the rules of the file', async () => {
    for (const config of [await sentencePiece('lower'), await huggingFace('wordpiece')]) {
      const [folded, cased] = [true, false].map((lowercase) => textMatcher(config, { lowercase }));
      expect([folded!('the dog.', 'The dog .'), cased!('the dog.', 'The dog .')]).toEqual([
        true,
        false,
      ]);
      expect(cased!('The dog.', 'The dog .')).toBe(true);
    }
  });
});
