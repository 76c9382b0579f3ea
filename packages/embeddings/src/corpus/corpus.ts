import { DataError } from '@rondo/data';

/** Words in their order, or the indices of a vocabulary in place of them (negative: none). */
export type Sentence = readonly string[] | Int32Array;

export type Sentences = Iterable<Sentence> | AsyncIterable<Sentence>;

/** Sentences that are read anew for each epoch: a collection, or a function that starts again from the first, a file for instance. */
export type Corpus = Sentences | (() => Sentences);

/**
 * The sentences of a corpus from the first on.
 * @throws DataError for what is no corpus.
 */
export function startOf(corpus: Corpus): Sentences {
  checkCorpus(corpus);
  const sentences = typeof corpus === 'function' ? corpus() : corpus;
  checkCorpus(sentences);
  return sentences;
}

/** @throws DataError for what is no corpus. */
export function checkCorpus(corpus: unknown): void {
  if (typeof corpus === 'string') throw unsplit(corpus);
  if (Array.isArray(corpus) && typeof corpus[0] === 'string') throw unsplit(corpus[0]);
  if (typeof corpus === 'function') return;
  const own = Object(corpus) as object;
  if (Symbol.iterator in own || Symbol.asyncIterator in own) return;
  throw new DataError(
    `expected a corpus, a list of sentences that are lists of words or a function that starts one, received ${String(corpus)}`,
  );
}

/** What to say of a text where a list of words is expected, whose letters would be taken for words. */
export function unsplit(text: string): DataError {
  const shown = text.length > 40 ? `${text.slice(0, 40)} …` : text;
  return new DataError(
    `a sentence of the corpus is the text ${JSON.stringify(shown)}, where a list of words is expected; ` +
      'split it: sentencesOfLines(() => lines) makes sentences of lines',
    { text: shown },
  );
}

/** The sentences from the first on, `visit`ed one by one. */
export async function eachSentence(
  corpus: Corpus,
  visit: (sentence: Sentence) => void,
): Promise<void> {
  const sentences = startOf(corpus);
  if (Symbol.iterator in sentences) for (const sentence of sentences) visit(sentence);
  else for await (const sentence of sentences) visit(sentence);
}

/** The sentences of lines of text: the words between blanks, or what `split` makes of a line. */
export function sentencesOfLines(
  lines: () => Iterable<string> | AsyncIterable<string>,
  split: (line: string) => readonly string[] = wordsBetweenBlanks,
): () => AsyncGenerator<readonly string[], void> {
  return async function* sentences() {
    for await (const line of lines()) {
      const words = split(line);
      if (words.length > 0) yield words;
    }
  };
}

function wordsBetweenBlanks(line: string): string[] {
  return line.split(/\s+/u).filter((word) => word !== '');
}

/** What to say of a corpus that gave nothing. */
export function emptyCorpus(epoch: number): DataError {
  return new DataError(
    epoch === 0
      ? 'the corpus is empty: it gave no sentence with a word of the vocabulary; look at where it comes from, or lower minCount'
      : `the corpus gave no sentences in epoch ${epoch + 1}: it can be read only once; pass a function that starts it anew, such as () => readLines(path)`,
    { epoch },
  );
}

/** What to say of a corpus that was read, and in which no word had a neighbour; `had` one before sub-sampling. */
export function noNeighbours(
  epoch: number,
  { subsample }: { readonly subsample: number },
  had: boolean,
): DataError {
  return new DataError(
    had
      ? `epoch ${epoch + 1} gave no examples: sub-sampling left no two words in any sentence, for the corpus is too small for a threshold of ${subsample}; ` +
          'take all words with subsample: 0'
      : `epoch ${epoch + 1} gave no examples: no sentence has two words of the vocabulary, and words are learned from their neighbours; ` +
          'put words that belong together into one sentence, or lower minCount',
    { epoch, subsample },
  );
}
