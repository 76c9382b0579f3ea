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

type Files = { readonly source: string; readonly target: string };
type Tokenizer = NonNullable<RunConfig['tokenizer']>['source'];

function mapPaths(config: RunConfig, map: (path: string) => string): RunConfig {
  const files = ({ source, target }: Files): Files => ({
    source: map(source),
    target: map(target),
  });
  const merges = (tokenizer: Tokenizer): Tokenizer =>
    tokenizer.kind === 'subword' ? { ...tokenizer, merges: map(tokenizer.merges) } : tokenizer;
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
      tokenizer: { source: merges(tokenizer.source), target: merges(tokenizer.target) },
    }),
  };
}
