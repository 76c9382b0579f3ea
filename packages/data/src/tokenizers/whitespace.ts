import type { Tokenizer } from './tokenizer.ts';

/** For text that is already tokenised: one token between blanks. */
export class WhitespaceTokenizer implements Tokenizer {
  readonly name = 'whitespace';

  tokenize(text: string): string[] {
    return text.match(/\S+/gu) ?? [];
  }

  detokenize(tokens: readonly string[]): string {
    return tokens.join(' ');
  }
}
