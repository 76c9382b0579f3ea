import type { Command } from '@commander-js/extra-typings';
import { join, resolve } from 'node:path';
import { dataSetNamed, dataSets } from '../download/data-sets.ts';
import type { DataSet } from '../download/data-set.ts';
import { downloadDataSet } from '../download/download-data-set.ts';
import { fileSource } from '../download/file-source.ts';
import { atPlace, exitCode } from '../errors.ts';
import type { Io } from '../io.ts';
import { numberAbove } from '../options/numbers.ts';
import { stoppable } from '../stoppable.ts';

const help = `
Data sets
${dataSets.map(({ name, title }) => `  ${name.padEnd(17)}${title}`).join('\n')}

Their licences do not let them be part of this program; each is told before its files are fetched. A file is written
only when its checksum is that of the known version, as a whole, unpacked. One that is there already and right is kept: the same
command again goes on where it was stopped. Without a network: put the files into a folder, packed (.gz) or not, and name it with --from.

Examples
  rondo download multi30k-bpe10k
  rondo download multi30k --from ~/multi30k-dataset/data/task1/raw
  rondo download multi30k --from https://mirror.example/multi30k
  rondo download tatoeba-cmn-eng --from ~/Downloads/cmn-eng --any-version
`;

/** More than any file of the data sets has; keeps a wrong address from filling the memory. */
const maxBytes = 256 * 2 ** 20;

/** `rondo download` */
export function downloadCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('download')
    .description('bring the data of the examples, with checksums')
    .argument('[name]', 'the data set; left out: lists them')
    .option('-o, --out <folder>', 'gets a folder of the name of the data set', 'data')
    .option('--from <folder or URL>', 'take the files from there')
    .option('--any-version', 'take them even where their checksums are not the known ones')
    .option('--timeout <seconds>', 'longest wait for the next bytes', numberAbove(0, 3600), 30)
    .addHelpText('after', help)
    .action(async (name, { out, from, anyVersion = false, timeout }) => {
      if (name === undefined) {
        io.out.write(dataSets.map((set) => `${describe(set)}\n`).join(''));
        return finish(exitCode.done);
      }
      const set = dataSetNamed(name);
      const shown = join(out, set.name);
      const options = { stallSeconds: timeout, maxBytes };
      const source = fileSource(set, from, (folder) => resolve(io.folder, folder), options);
      io.out.write(`${describe(set)}  from     ${source.place}\n  to       ${shown}\n\n`);
      const code = await stoppable(io, async (signal) => {
        await atPlace(set.name, () =>
          downloadDataSet(set, {
            source,
            folder: resolve(io.folder, shown),
            anyVersion,
            maxBytes,
            signal,
            tell: (file, bytes, what) =>
              io.out.write(`${file.padEnd(20)} ${count(bytes).padStart(10)} bytes  ${what}\n`),
          }),
        );
        return exitCode.done;
      });
      if (code === exitCode.interrupted) {
        io.err.write('stopped; what is complete stays, the same command goes on from there\n');
      }
      finish(code);
    });
}

const count = (value: number): string => value.toLocaleString('en');

function describe({ name, title, page, licence, cite, files, newer }: DataSet): string {
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
  const others = files.filter((file) => file.bytes === undefined).map((file) => file.name);
  const size = [`${count(bytes)} bytes`, ...others].join(' and those of ');
  return [
    `${name}: ${title}`,
    `  source   ${page}`,
    `  licence  ${licence}`,
    `  cite     ${cite}`,
    `  files    ${files.length}, ${size}`,
    ...(newer === undefined
      ? []
      : [`  newer    ${newer}: unpack it, then --from <folder> --any-version`]),
    '',
  ].join('\n');
}
