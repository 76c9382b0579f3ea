import { tokenizer } from '@rondo/data';
import type { WordVectors } from '@rondo/embeddings';
import type { ShownWord, WordsExamples, WordsFacts } from './protocol.ts';
import type { WordsData } from './words-data.ts';

/** Words of a map; more would hide each other. */
const mostShown = 150;
/** Words to choose from. */
const mostListed = 400;

type WordLists = Pick<WordsFacts, 'shown' | 'groups' | 'words' | 'examples'>;

/** Which words the page shows and offers: those of the groups, or the most frequent ones. */
export function wordLists({ words }: Pick<WordVectors, 'words'>, data?: WordsData): WordLists {
  const groups = data?.groups ?? [];
  const known = new Set(words);
  const grouped = groups.flatMap((group, n) =>
    group.words.filter((word) => known.has(word)).map((word) => ({ word, group: n })),
  );
  const shown =
    grouped.length > 0 ? grouped : words.slice(0, mostShown).map((word) => ({ word, group: -1 }));
  return {
    shown,
    groups: groups.map(({ names }) => names),
    words: words.slice(0, mostListed),
    examples: examplesOf(shown, data),
  };
}

function examplesOf(shown: readonly ShownWord[], data: WordsData | undefined): WordsExamples {
  const at = (n: number): string => shown[Math.min(n, shown.length - 1)]!.word;
  const template = data?.template;
  const first = template ? Object.values(template.groups)[0]!.words : [];
  return {
    word: first[0] ?? at(0),
    analogy: template?.analogy ?? [at(0), at(1), at(2)],
    pair: [first[0] ?? at(0), first[1] ?? at(1)],
    gap: template?.gap ?? gapOf(data),
    basket: data?.heldOut ? ['nappies', 'formula'] : [],
  };
}

/** A sentence of the text, with its middle left out. */
function gapOf(data: WordsData | undefined): string {
  const sentence = data?.sentences.find(({ length }) => length >= 5) ?? data?.sentences[0];
  if (!sentence || !data?.tokenizer) return '';
  const text = tokenizer(data.tokenizer);
  const middle = Math.floor(sentence.length / 2);
  const before = text.detokenize(sentence.slice(Math.max(0, middle - 5), middle));
  const after = text.detokenize(sentence.slice(middle + 1, middle + 6));
  return `${before} _ ${after}`.trim();
}
