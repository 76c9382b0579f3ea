import type { Command } from '@commander-js/extra-typings';
import type { Io } from '../../io.ts';
import { analogyCommand } from './analogy.ts';
import { fillCommand } from './fill.ts';
import { mapCommand } from './map.ts';
import { neighboursCommand } from './neighbours.ts';
import { similarityCommand } from './similarity.ts';
import { trainVectorsCommand } from './train.ts';

const help = `
Vectors are read from the folder of a run, a .safetensors file, or word2vec's binary (.bin) or text form, with
or without a line of sizes (GloVe's files have none).

Examples
  rondo embed train song-poems --out runs/poems
  rondo embed neighbours --model runs/poems 春 秋
  rondo embed fill --model runs/poems "明月几时_"
  rondo embed map --model runs/poems --out map.html
`;

/** `rondo embed` */
export function embedCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const embed = program
    .command('embed')
    .description('train vectors of words, and see what they know')
    .addHelpText('after', help);
  for (const add of [
    trainVectorsCommand,
    neighboursCommand,
    analogyCommand,
    fillCommand,
    similarityCommand,
    mapCommand,
  ]) {
    add(embed, io, finish);
  }
}
