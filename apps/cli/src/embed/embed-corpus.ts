import { DataError, tokenizer } from '@rondo/data';
import { readLines } from '@rondo/data/node';
import { sentencesOfLines, type Corpus } from '@rondo/embeddings';
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

/** The sentences of the files of a config, read anew for each epoch; paths are absolute. */
export function embedCorpus(config: EmbedConfig): Corpus {
  return sentencesOfLines(() => linesOf(config.data), wordsOf(config));
}

/** Paragraphs may be long. */
const maxLineBytes = 2 ** 26;

async function* linesOf({ text, column }: EmbedConfig['data']): AsyncGenerator<string, void> {
  for (const path of text) {
    let number = 0;
    for await (const line of readLines(path, { maxLineBytes })) {
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
