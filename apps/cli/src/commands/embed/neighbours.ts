import type { Command } from '@commander-js/extra-typings';
import { Neighbours } from '@rondo/embeddings';
import { readVectors } from '../../embed/read-vectors.ts';
import { formatRanked } from '../../embed/format-ranked.ts';
import { atPlace, exitCode } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { wholeNumber } from '../../options/numbers.ts';
import { required } from '../../options/required.ts';

const help = `
Writes for each word a line with its name, then its nearest words and their cosines, a tab between them.

Examples
  rondo embed neighbours --model runs/poems 春 秋
  rondo embed neighbours --model vectors.txt -k 3 dog
`;

/** `rondo embed neighbours` */
export function neighboursCommand(embed: Command, io: Io, finish: (code: number) => void): void {
  embed
    .command('neighbours')
    .description('tell which words are nearest to words')
    .argument('<words...>')
    .option('-m, --model <file>', 'vectors, or the folder of a run')
    .option('-k, --number <n>', 'how many', wholeNumber(1, 1e6), 10)
    .addHelpText('after', help)
    .action(async (words, { model, number }) => {
      const name = required(model, '--model', 'vectors, or the folder of a run');
      const neighbours = new Neighbours(await readVectors(name, io));
      try {
        const found = await atPlace(name, () => neighbours.ofAll(words, number));
        const told = words.map((word, n) => `${word}\n${formatRanked(found[n]!)}`);
        io.out.write(told.join('\n'));
      } finally {
        neighbours.dispose();
      }
      finish(exitCode.done);
    });
}
