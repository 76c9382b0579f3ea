import { specialIndex } from '@rondo/data';
import { alignmentOf } from './alignment.ts';
import type { Hypothesis } from './hypothesis.ts';

/**
 * The tokens of an output with each [unknown] replaced by the source token that got most of its attention (Luong et al. 2015, "Addressing the rare word problem", as
 * a copy). `sourceTokens` are the tokens of the text, not of the vocabulary, which may not know them.
 */
export function replaceUnknown(
  { ids, attention }: Pick<Hypothesis, 'ids' | 'attention'>,
  tokens: readonly string[],
  sourceTokens: readonly string[],
): string[] {
  const sources = new Map(
    alignmentOf(attention ?? [], ids.length).map(({ source, target }) => [target, source]),
  );
  return tokens.map((token, target) => {
    const source = ids[target] === specialIndex.unknown ? sources.get(target) : undefined;
    return source === undefined ? token : (sourceTokens[source] ?? token);
  });
}
