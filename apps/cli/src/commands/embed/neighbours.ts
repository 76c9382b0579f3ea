import type { Command } from '@commander-js/extra-typings';
import { formatRanked } from '../../embed/format-ranked.ts';
import { indexOption, withNeighbours } from '../../embed/open-neighbours.ts';
import { atPlace } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { wholeNumber } from '../../options/numbers.ts';
import { required } from '../../options/required.ts';

const help = `
Writes for each word a line with its name, then its nearest words and their cosines, a tab between them.
With --index, words are not compared with all others, but with those that an index (HNSW, by the package usearch) names; cosines are
exact, and a near word may be missed. That is for thousands of questions among hundreds of thousands of words: the index takes
minutes to build, and its file serves as long as the vectors are the same.

Examples
  rondo embed neighbours --model runs/poems 春 秋
  rondo embed neighbours --model vectors.txt -k 3 dog
  rondo embed neighbours --model vectors.bin --index vectors.hnsw dog cat
`;

/** `rondo embed neighbours` */
export function neighboursCommand(embed: Command, io: Io, finish: (code: number) => void): void {
  embed
    .command('neighbours')
    .description('tell which words are nearest to words')
    .argument('<words...>')
    .option('-m, --model <file>', 'vectors, or the folder of a run')
    .option('-k, --number <n>', 'how many', wholeNumber(1, 1e6), 10)
    .option(...indexOption)
    .addHelpText('after', help)
    .action(async (words, { model, number, index }) => {
      const name = required(model, '--model', 'vectors, or the folder of a run');
      const code = await withNeighbours({ model: name, index }, io, async (neighbours) => {
        const found = await atPlace(name, () => neighbours.ofAll(words, number));
        const told = words.map((word, n) => `${word}\n${formatRanked(found[n]!)}`);
        io.out.write(told.join('\n'));
      });
      finish(code);
    });
}
