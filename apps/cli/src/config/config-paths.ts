import type { RunConfig } from '@rondo/seq2seq';
import { relative, resolve, sep } from 'node:path';

/** The config with its paths, which are relative to `folder`, made absolute. */
export function withAbsolutePaths(config: RunConfig, folder: string): RunConfig {
  return mapPaths(config, (path) => resolve(folder, path));
}

/** The config with absolute paths made relative to `folder`, so that the whole tree can be moved. */
export function withRelativePaths(config: RunConfig, folder: string): RunConfig {
  return mapPaths(config, (path) => relative(folder, path).replaceAll(sep, '/'));
}

type Files = Exclude<RunConfig['data'], { task: unknown }>['train'];
type Tokenizer = NonNullable<RunConfig['tokenizer']>['source'];
type MapPath = (path: string) => string;

function mapPaths(config: RunConfig, map: MapPath): RunConfig {
  const files = (named: Files): Files => mapFiles(named, map);
  const { data, tokenizer } = config;
  return {
    ...config,
    data:
      'task' in data
        ? data
        : {
            train: files(data.train),
            validation: files(data.validation),
            ...(data.test && { test: files(data.test) }),
          },
    ...(tokenizer && {
      tokenizer: {
        ...tokenizer,
        source: mapTokenizer(tokenizer.source, map),
        target: mapTokenizer(tokenizer.target, map),
      },
    }),
  };
}

function mapFiles(files: Files, map: MapPath): Files {
  if ('tsv' in files) return { ...files, tsv: map(files.tsv) };
  if ('jsonl' in files) return { ...files, jsonl: map(files.jsonl) };
  return { source: map(files.source), target: map(files.target) };
}

function mapTokenizer(named: Tokenizer, map: MapPath): Tokenizer {
  switch (named.kind) {
    case 'subword': {
      const { merges, vocabulary } = named;
      return {
        ...named,
        ...(merges !== undefined && { merges: map(merges) }),
        ...(vocabulary !== undefined && { vocabulary: map(vocabulary) }),
      };
    }
    case 'sentencepiece':
      return { ...named, model: map(named.model) };
    case 'huggingface':
      return { ...named, json: map(named.json) };
    default:
      return named;
  }
}
