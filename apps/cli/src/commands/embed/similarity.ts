import type { Command } from '@commander-js/extra-typings';
import { readText } from '@rondo/data/node';
import { evaluateSimilarity, parseSimilarityPairs } from '@rondo/embeddings';
import { resolve } from 'node:path';
import { readVectors } from '../../embed/read-vectors.ts';
import { CliError, exitCode } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { required } from '../../options/required.ts';

const help = `
The files have two words and a number on a line, between tabs, commas or blanks, as WordSim-353 and SimLex-999 have. Writes
Spearman's rank correlation between the numbers and the cosines; pairs with a word that the vectors do not have are counted and left out.

Example
  rondo embed similarity --model runs/english EN-WS-353-ALL.txt EN-SIMLEX-999.txt --lower-case
`;

/** `rondo embed similarity` */
export function similarityCommand(embed: Command, io: Io, finish: (code: number) => void): void {
  embed
    .command('similarity')
    .description('tell how well vectors agree with what people find similar')
    .argument('<files...>', 'pairs of words, with scores')
    .option('-m, --model <file>', 'vectors, or the folder of a run')
    .option('--lower-case', 'read the pairs in lower case')
    .addHelpText('after', help)
    .action(async (files, { model, lowerCase = false }) => {
      const name = required(model, '--model', 'vectors, or the folder of a run');
      const sets = [];
      for (const file of files) {
        const path = resolve(io.folder, file);
        sets.push({ file, pairs: parseSimilarityPairs(await readText(path), path) });
      }
      const vectors = await readVectors(name, io);
      const normalize = (word: string): string => (lowerCase ? word.toLowerCase() : word);
      for (const { file, pairs } of sets) {
        const told = evaluateSimilarity(vectors, pairs, { normalize });
        const known = told.pairs - told.unknown;
        if (Number.isNaN(told.spearman)) {
          throw new CliError(
            `${file}: of its ${told.pairs} pairs the vectors know ${known}, and a correlation needs two that differ; try --lower-case`,
          );
        }
        io.out.write(`${file}\t${told.spearman.toFixed(4)}\t${known} of ${told.pairs} pairs\n`);
      }
      finish(exitCode.done);
    });
}
