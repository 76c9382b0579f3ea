import type { CodecConfig, RunConfig } from '@rondo/seq2seq';
import { nameOfPart, type RunFile } from '../folder/run-files.ts';
import { mergesWanted, type LearnedMerges } from './learn-merges.ts';

type Named = Pick<RunConfig, 'tokenizer'>;
type Stored = Pick<CodecConfig, 'tokenizers'>;
type MergeFile = readonly [file: RunFile, merges: string];

const sides = ['source', 'target'] as const;
const fileOf = { source: 'sourceMerges', target: 'targetMerges' } as const;

/** The merges that a run learned when it began, as they stand in its tokenisers. */
export function storedMerges({ tokenizer }: Named, { tokenizers }: Stored): LearnedMerges {
  const [source, target] = sides.map((side) => {
    const stored = tokenizers[side];
    const isLearned = tokenizer && mergesWanted(tokenizer[side]) !== undefined;
    return isLearned && stored.kind === 'subword' ? stored.merges : undefined;
  });
  return { source, target };
}

/** The files of a run's folder that hold merges, as subword-nmt reads them: those learned, one where both sides share them. */
export function mergeFiles(named: Named, stored: Stored): MergeFile[] {
  return [...readFromFolder(named, stored), ...learnedFiles(named, stored)];
}

function learnedFiles(named: Named, stored: Stored): MergeFile[] {
  const learned = storedMerges(named, stored);
  if (named.tokenizer?.joint && learned.source !== undefined) return [['merges', learned.source]];
  return sides.flatMap((side) => {
    const merges = learned[side];
    return merges === undefined ? [] : [[fileOf[side], merges] as const];
  });
}

/** Files of an earlier run in the same folder that the config names: they stay, because a run that is resumed reads them again. */
function readFromFolder({ tokenizer }: Named, { tokenizers }: Stored): MergeFile[] {
  const found = sides.flatMap((side): MergeFile[] => {
    const [named, stored] = [tokenizer?.[side], tokenizers[side]];
    if (named?.kind !== 'subword' || stored.kind !== 'subword') return [];
    const files = ['merges', fileOf.source, fileOf.target] as const;
    return files
      .filter((file) => nameOfPart(file) === named.merges)
      .map((file) => [file, stored.merges]);
  });
  return [...new Map(found)];
}

/** What was learned, in a line: `Merges learned: 9,812 of source and target together`. */
export function describeMerges(named: Named, stored: Stored): string | undefined {
  const names: Partial<Record<RunFile, string>> = {
    merges: 'source and target together',
    sourceMerges: 'the source',
    targetMerges: 'the target',
  };
  const learned = learnedFiles(named, stored).map(
    ([file, merges]) => `${(merges.split('\n').length - 2).toLocaleString('en')} of ${names[file]}`,
  );
  return learned.length > 0 ? `Merges learned: ${learned.join(', ')}` : undefined;
}
