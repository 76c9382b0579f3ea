import {
  dataReport,
  formatDataReport,
  normalizeLine,
  type DataSplits,
  type SentencePair,
} from '@rondo/data';
import { readPairs, type PairFiles } from '@rondo/data/node';
import type { RunConfig } from '@rondo/seq2seq';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../config/read-config.ts';
import { codecFor } from '../data/codec-for.ts';
import { loadData } from '../data/load-data.ts';
import { CliError } from '../errors.ts';

/** What the data of a config is like to the model that would be trained on it. */
export async function inspectConfig(path: string): Promise<string> {
  const config: RunConfig = await readConfig(path);
  const data = await loadData(config.data);
  const { source, target } = await codecFor(config, data);
  const sizes = `Vocabularies: ${source.vocabulary.size} source and ${target.vocabulary.size} target entries`;
  return [
    'a config',
    ...data.report,
    sizes,
    formatDataReport(dataReport(data, { source, target })),
    '',
  ].join('\n');
}

/** What the sentence pairs in one file are like. */
export async function inspectPairs(files: PairFiles): Promise<string> {
  return `sentence pairs\n${reportOf('pairs', await collectTidy(files))}\n`;
}

/** What the pairs of files in a folder are like: `train.de` beside `train.en`, also .txt and .gz, and .tsv or .jsonl. */
export async function inspectDataFolder(path: string): Promise<string> {
  const found = pairsIn(await readdir(path));
  if (found.length === 0) {
    throw new CliError(
      `${path} is neither the folder of a run nor one of data: there is no metrics.jsonl, and no pair of files such as train.de and train.en`,
    );
  }
  const parts: Partial<Record<keyof DataSplits, readonly SentencePair[]>> = {};
  const others: string[] = [];
  const hasTrain = found.some(({ name }) => partOf(name) === 'train');
  for (const { name, files } of found) {
    const pairs = await collectTidy(filesIn(path, files));
    const part = hasTrain ? partOf(name) : undefined;
    if (part !== undefined && !parts[part]) parts[part] = pairs;
    else others.push(reportOf(name, pairs));
  }
  const { train, ...rest } = parts;
  return [
    'a folder of data',
    ...found.map(({ files }) => `  ${files.join(' → ')}`),
    ...(train ? [formatDataReport(dataReport({ train, ...rest }))] : []),
    ...others,
    '',
  ].join('\n');
}

/** Of pairs that are no part of a larger whole. */
function reportOf(name: string, pairs: readonly SentencePair[]): string {
  return formatDataReport(dataReport({ train: pairs })).replace(/^train/u, name);
}

interface FoundPairs {
  readonly name: string;
  readonly files: readonly string[];
}

/** Files that belong together by their names. */
function pairsIn(names: readonly string[]): FoundPairs[] {
  const bySplit = new Map<string, string[]>();
  for (const name of names.toSorted()) {
    const plain = name.replace(/\.gz$/u, '').replace(/\.txt$/u, '');
    const dot = plain.lastIndexOf('.');
    if (dot <= 0) continue;
    const isBoth = /\.(?:tsv|jsonl|ndjson)$/u.test(plain);
    const split = isBoth ? `${plain.slice(0, dot)} ` : plain.slice(0, dot);
    bySplit.set(split, [...(bySplit.get(split) ?? []), name]);
  }
  return [...bySplit].flatMap(([split, files]) => {
    const isBoth = split.endsWith(' ');
    if (files.length !== (isBoth ? 1 : 2)) return [];
    return [{ name: split.trim(), files }];
  });
}

function filesIn(folder: string, [first, second]: readonly string[]): PairFiles {
  const path = join(folder, first!);
  if (second !== undefined) return { source: path, target: join(folder, second) };
  return /\.tsv(?:\.gz)?$/u.test(path) ? { tsv: path } : { jsonl: path };
}

/** Which part of a data set a file's name means. */
function partOf(name: string): keyof DataSplits | undefined {
  if (/^train/iu.test(name)) return 'train';
  if (/^(?:val|dev)/iu.test(name)) return 'validation';
  return /^test/iu.test(name) ? 'test' : undefined;
}

async function collectTidy(files: PairFiles): Promise<SentencePair[]> {
  const pairs: SentencePair[] = [];
  for await (const { source, target } of readPairs(files)) {
    const tidy = { source: normalizeLine(source), target: normalizeLine(target) };
    if (tidy.source !== '' && tidy.target !== '') pairs.push(tidy);
  }
  return pairs;
}
