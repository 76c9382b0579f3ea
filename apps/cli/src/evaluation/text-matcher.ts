import { tokenizer, type TokenizerConfig } from '@rondo/data';
import { lowercases } from '@rondo/seq2seq';

/** A test for two texts being the same tokens, whatever blanks stand between them: `sleeps.` is `sleeps .` to a tokeniser of words. */
export function textMatcher(
  config: TokenizerConfig,
  { lowercase }: { readonly lowercase: boolean },
): (a: string, b: string) => boolean {
  const words = tokenizer(withCase(config));
  const tokens = (text: string): string =>
    words.tokenize(lowercase ? text.toLowerCase() : text).join(' ');
  return (a, b) => tokens(a) === tokens(b);
}

/** The same tokeniser without folding to lower case; words, where it is in the rules of a file. */
function withCase(config: TokenizerConfig): TokenizerConfig {
  switch (config.kind) {
    case 'subword':
      return config.words ? { ...config, words: withCase(config.words) } : config;
    case 'sentencepiece':
    case 'huggingface':
      return lowercases(config) ? { kind: 'words' } : config;
    default:
      return 'lowerCase' in config ? { ...config, lowerCase: false } : config;
  }
}
