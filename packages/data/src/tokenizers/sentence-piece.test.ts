import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tokenizer } from './create.ts';
import { sentencePieceConfig, SentencePieceTokenizer } from './sentence-piece.ts';

const path = new URL(
  '../../test/fixtures/generated/sentencepiece/bpe-rules.model.gz',
  import.meta.url,
);
const bytes = new Uint8Array(gunzipSync(readFileSync(path)));

describe('SentencePieceTokenizer', () => {
  it('is made from a config that is plain JSON', () => {
    const config = JSON.parse(JSON.stringify(sentencePieceConfig(bytes))) as ReturnType<
      typeof sentencePieceConfig
    >;
    const made = tokenizer(config);
    expect(made).toBeInstanceOf(SentencePieceTokenizer);
    expect(made.tokenize(' the  young woman.')).toEqual(['▁the', '▁young', '▁woman', '.']);
    expect(made.detokenize(['▁the', '▁young', 'Ω', '.'])).toBe('the youngΩ.');
    expect((made as SentencePieceTokenizer).model.type).toBe('bpe');
  });

  it('refuses what is no model', () => {
    expect(() => sentencePieceConfig(bytes.subarray(0, 99), 'cut.model')).toThrow(
      'cut.model, byte',
    );
    expect(() => tokenizer({ kind: 'sentencepiece', model: '%%' })).toThrow('must be base64');
    expect(() => tokenizer({ kind: 'sentencepiece', model: '' })).toThrow('there are no pieces');
  });
});
