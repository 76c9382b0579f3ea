import type { Command } from '@commander-js/extra-typings';
import type { Io } from '../../io.ts';
import { recommendCommand } from './recommend.ts';
import { trainItemsCommand } from './train.ts';

const help = `
Examples
  rondo items train groceries
  rondo items recommend --model items.safetensors --history "nappies formula"
`;

/** `rondo items` */
export function itemsCommand(program: Command, io: Io, finish: (code: number) => void): void {
  const items = program
    .command('items')
    .description('learn what users take together, and recommend')
    .addHelpText('after', help);
  for (const add of [trainItemsCommand, recommendCommand]) add(items, io, finish);
}
