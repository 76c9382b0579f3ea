import { tokenizer, type TokenizerConfig } from '@rondo/data';

/** Whether a tokeniser folds text to lower case, be it told to or by rules in its file: whether of capitals only small letters come out. */
export function lowercases(config: TokenizerConfig): boolean {
  const split = tokenizer(config);
  const returned = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => {
    const text = split.detokenize(split.tokenize(letter)).trim();
    // What is no letter any more was unknown.
    return text.toUpperCase() === letter ? text : undefined;
  }).filter((text) => text !== undefined);
  return returned.length > 0 && returned.every((text) => text === text.toLowerCase());
}
