import type { Command } from '@commander-js/extra-typings';
import { nearest } from '@rondo/data';
import { readBytes } from '@rondo/data/node';
import { loadItemModel, recommenderOf, topItems, type ItemModel } from '@rondo/embeddings';
import { resolve } from 'node:path';
import { atPlace, CliError, exitCode, UsageError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { collect, wholeNumber } from '../../options/numbers.ts';
import { required } from '../../options/required.ts';

const help = `
Writes the items that suit best after those of the history, the oldest of which comes first: id, title, score, with tabs
between; items of the history are left out. Scores are for comparing items, not probabilities.

Examples
  rondo items recommend --model items.safetensors --history "nappies formula"
  rondo items recommend --model films.safetensors --history "1 260 1196" -k 5
`;

/** `rondo items recommend` */
export function recommendCommand(items: Command, io: Io, finish: (code: number) => void): void {
  items
    .command('recommend')
    .description('tell what suits after the items of a history')
    .option('-m, --model <file>', 'of rondo items train')
    .option('--history <ids>', 'items with blanks, or commas, between; the newest last')
    .option('--item <id>', 'an item as it is, whatever is in it (again for more)', collect)
    .option('-k, --number <n>', 'how many items', wholeNumber(1, 1e6), 10)
    .addHelpText('after', help)
    .action(async ({ model: given, history, item: whole = [], number }) => {
      const name = required(given, '--model', 'a model, such as items.safetensors');
      const text =
        whole.length > 0
          ? (history ?? '')
          : required(history, '--history', 'items, such as "nappies formula",');
      const ids = text.split(text.includes(',') ? ',' : /\s+/u).map((id) => id.trim());
      const known = [...ids.filter((id) => id !== ''), ...whole];
      if (known.length === 0) throw new UsageError('--history is empty; name at least one item');
      const bytes = await readBytes(resolve(io.folder, name));
      const model = await atPlace(name, () => loadItemModel(bytes));
      const recommender = recommenderOf(model);
      try {
        const seen = Int32Array.from(known, (id) => indexOf(id, model, name));
        const scores = await recommender.scores([{ history: seen }]);
        for (const { item, score } of topItems(scores, seen, number)) {
          const cells = [model.catalogue.words[item]!, model.titles[item]!, score.toFixed(4)];
          io.out.write(`${cells.join('\t')}\n`);
        }
      } finally {
        recommender.dispose();
        if (model.kind === 'twoTower') model.model.dispose();
      }
      finish(exitCode.done);
    });
}

function indexOf(id: string, { catalogue, titles }: ItemModel, model: string): number {
  if (catalogue.has(id)) return catalogue.indexOf(id);
  const titled = titles.indexOf(id);
  const near = titled >= 0 ? catalogue.words[titled] : nearest(id, catalogue.words);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  throw new CliError(
    `${model}: '${id}' is none of the ${catalogue.size} items that the model knows${hint}`,
  );
}
