import { tokenizer, type TokenizerConfig } from '@rondo/data';

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

/** Whether a tokeniser folds text to lower case. */
export function lowercases(config: TokenizerConfig): boolean {
  if (config.kind === 'subword') return config.words ? lowercases(config.words) : false;
  return 'lowerCase' in config && (config.lowerCase ?? false);
}

/** The same tokeniser without folding to lower case. */
function withCase(config: TokenizerConfig): TokenizerConfig {
  if (config.kind === 'subword') {
    return config.words ? { ...config, words: withCase(config.words) } : config;
  }
  return 'lowerCase' in config ? { ...config, lowerCase: false } : config;
}
