import { DataError, tokenizer } from '@rondo/data';
import { readLines } from '@rondo/data/node';
import { Phrases, sentencesOfLines, type Corpus } from '@rondo/embeddings';
import type { EmbedConfig } from './embed-config.ts';

const hasLetter = /[\p{L}\p{N}]/u;

/** What makes words of a text, as the config says. */
export function wordsOf({
  data,
  tokenizer: kind,
}: Pick<EmbedConfig, 'tokenizer'> & {
  readonly data: Pick<EmbedConfig['data'], 'punctuation'>;
}): (text: string) => readonly string[] {
  const splitter = tokenizer(kind);
  const { punctuation } = data;
  return (text) => {
    const words = splitter.tokenize(text);
    return punctuation ? words : words.filter((word) => hasLetter.test(word));
  };
}

/** The sentences of the files of a config, read anew for each epoch; paths are absolute. Phrases are looked for first. */
export async function embedCorpus(config: EmbedConfig): Promise<Corpus> {
  const { passes = 0, ...options } = config.phrases ?? {};
  let corpus: Corpus = sentencesOfLines(() => linesOf(config.data), wordsOf(config));
  for (let pass = 0; pass < passes; pass++) {
    corpus = (await Phrases.of(corpus, options)).joined(corpus);
  }
  return corpus;
}

/** Lines with columns are whole, others come in parts where they are long: text8 is one line. */
const withColumns = { maxLineBytes: 2 ** 26 };
const withoutColumns = { longLines: 'cut' } as const;

async function* linesOf({ text, column }: EmbedConfig['data']): AsyncGenerator<string, void> {
  const options = column === undefined ? withoutColumns : withColumns;
  for (const path of text) {
    let number = 0;
    for await (const line of readLines(path, options)) {
      number += 1;
      if (column === undefined || line === '') {
        yield line;
        continue;
      }
      const columns = line.split('\t');
      if (columns.length <= column) {
        throw new DataError(
          `${path}, line ${number}: expected column ${column}, counted from 0, between tabs, found ${columns.length} columns`,
          { path, line: number, column, columns: columns.length },
        );
      }
      yield columns[column]!;
    }
  }
}
