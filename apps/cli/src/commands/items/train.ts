import { Option, type Command } from '@commander-js/extra-typings';
import { saveItemModel } from '@rondo/embeddings';
import { resolve } from 'node:path';
import { addBackendOption, backendOf } from '../../backend/backend-option.ts';
import { openBackend } from '../../backend/open-backend.ts';
import { CliError, exitCode, UsageError } from '../../errors.ts';
import { writeFileAtomic } from '../../folder/atomic-write.ts';
import { requireFreeTarget } from '../../folder/free-target.ts';
import type { Io } from '../../io.ts';
import { ItemCheckpoints } from '../../items/item-checkpoint.ts';
import { itemPresets, readItems } from '../../items/item-source.ts';
import type { ItemModelKind } from '../../items/item-trainers.ts';
import { trainItems } from '../../items/train-items.ts';
import { realNumber, wholeNumber } from '../../options/numbers.ts';
import { stoppable } from '../../stoppable.ts';

const help = `
What to learn from
  groceries     baskets made in code: no file is needed
  movielens     MovieLens latest-small, of rondo download movielens: films that users rated 4 or more, by time
  <name>.csv    a line for each time that a user took an item; the first line names the columns (.gz too)
  other files   baskets or sessions, one a line, with blanks between items (.gz too)

The last item of each user is held out; the model is judged by whether it is among the first ten of all items that are
new to the user (HitRate@10) and how far up (NDCG@10), beside recommending the most popular, and item2vec.

Ctrl-C stops after the current step; where the run stands is then in <out>.run.safetensors, and --resume goes on to the same bits.

Examples
  rondo items train groceries
  rondo items train movielens --out films.safetensors
  rondo items train log.csv --user customer --item product --time day --features products.csv --categories brand,kind
  rondo items train baskets.txt --separator , --kind item2vec
`;

const kinds = ['two-tower', 'item2vec'] as const satisfies readonly ItemModelKind[];
const names = (text: string): string[] => text.split(',').map((name) => name.trim());

/** `rondo items train` */
export function trainItemsCommand(items: Command, io: Io, finish: (code: number) => void): void {
  const command = items
    .command('train')
    .description('learn from what users took, and tell how well the next item is foreseen')
    .argument('[what]', `${itemPresets.join(', ')}, a .csv, or a file of baskets`)
    .addOption(
      new Option('--kind <name>', 'the model that is kept').choices(kinds).default('two-tower'),
    )
    .option('-o, --out <file>', 'gets the model', 'items.safetensors')
    .option('--overwrite', 'replace the file of --out, and a run that was stopped')
    .option('--resume', 'go on with the run that was stopped; the other options as before')
    .option('--checkpoint-every <seconds>', 'longest time between checkpoints', realNumber(0), 30)
    .option('--user <column>', 'of a .csv: who took an item (user)')
    .option('--item <column>', 'what was taken (item); in the file of --features, too')
    .option('--time <column>', 'when: numbers or dates (the order of the lines)')
    .option('--value <column>', 'how much it was liked, or how many were taken')
    .option('--least <number>', 'leave out smaller values', realNumber(-Infinity))
    .option('--separator <text>', 'between the items of a basket (blanks)')
    .option('--data <folder>', 'of movielens (data/movielens)')
    .option('--features <file>', 'a .csv with what is known of the items')
    .option('--title <column>', 'their names for people')
    .option('--categories <columns>', 'such as genres, several in a cell with | between', names)
    .option('--numbers <columns>', 'such as the price', names)
    .option('--dimensions <number>', 'numbers of a vector', wholeNumber(1, 4096))
    .option('--epochs <number>', 'of the model that is kept', wholeNumber(1, 1e5))
    .option('--seed <number>', 'other numbers, another run', wholeNumber(0), 1)
    .addHelpText('after', help);
  addBackendOption(command);
  command.action(async (what, options) => {
    const backend = backendOf(command);
    const { kind, out, overwrite = false, resume = false, checkpointEvery, ...more } = options;
    const { dimensions, epochs, seed, ...others } = more;
    // Its type does not tell of it.
    const { backend: _, ...given }: typeof others & { readonly backend?: string } = others;
    if (resume && overwrite) throw new UsageError('--resume and --overwrite exclude each other');
    if (what === undefined) {
      throw new UsageError('items train needs data, for instance: rondo items train groceries');
    }
    const target = resolve(io.folder, out);
    await requireFreeTarget(target, { name: out, inputs: [], overwrite });
    const settle = await openBackend(backend, io);
    const checkpoints = new ItemCheckpoints({
      path: checkpointOf(target),
      name: checkpointOf(out),
      every: checkpointEvery,
    });
    if (!resume && (await checkpoints.isThere()) && !overwrite) {
      throw new CliError(
        `${checkpoints.name} is of a run that was stopped; add --resume to go on with it, --overwrite to start anew, or name another model with --out`,
      );
    }
    const source = await readItems(what, given, io.folder);
    await requireFreeTarget(target, { name: out, inputs: source.files, overwrite });
    const settings = changed(source.settings, kind, dimensions, epochs);
    const code = await stoppable(io, async (signal) => {
      const run = { kind, seed, signal, checkpoints, resume, settle };
      const model = await trainItems({ ...source, settings }, run, io);
      try {
        await writeFileAtomic(target, await saveItemModel(model));
        await checkpoints.remove();
      } finally {
        if (model.kind === 'twoTower') model.model.dispose();
      }
      const some = model.catalogue.words.slice(0, 2);
      const between = some.some((id) => /\s/u.test(id)) ? ', ' : ' ';
      const history = some.some((id) => /[,"]/u.test(id))
        ? some.map((id) => `--item ${JSON.stringify(id)}`).join(' ')
        : `--history "${some.join(between)}"`;
      io.out.write(`\nModel: ${out}\nNext: rondo items recommend --model ${out} ${history}\n`);
      return exitCode.done;
    });
    if (code === exitCode.interrupted) {
      io.err.write(
        checkpoints.hasWritten
          ? `stopped; where it stands is in ${checkpoints.name}: go on with the same command and --resume\n`
          : 'stopped; nothing was written\n',
      );
    }
    finish(code);
  });
}

/** Where the training of a model stands until the model is written. */
function checkpointOf(model: string): string {
  return model.replace(/(?:\.safetensors)?$/u, '.run.safetensors');
}

type Settings = Awaited<ReturnType<typeof readItems>>['settings'];

function changed(
  settings: Settings,
  kind: ItemModelKind,
  dimensions: number | undefined,
  epochs: number | undefined,
): Settings {
  const size = dimensions === undefined ? {} : { dimensions };
  const length = epochs === undefined ? {} : { epochs };
  return {
    ...settings,
    item2vec: { ...settings.item2vec, ...size, ...(kind === 'item2vec' && length) },
    twoTower: { ...settings.twoTower, ...size },
    training: { ...settings.training, ...length },
  };
}
