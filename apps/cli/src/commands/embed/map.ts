import type { Command } from '@commander-js/extra-typings';
import { basename, resolve } from 'node:path';
import { mapData } from '../../embed/map/map-data.ts';
import { renderMapPage } from '../../embed/map/render-map-page.ts';
import { readVectors } from '../../embed/read-vectors.ts';
import { atPlace, exitCode } from '../../errors.ts';
import { writeFileAtomic } from '../../folder/atomic-write.ts';
import { requireFreeTarget } from '../../folder/free-target.ts';
import type { Io } from '../../io.ts';
import { wholeNumber } from '../../options/numbers.ts';
import { required } from '../../options/required.ts';
import { StatusLine } from '../../progress/status-line.ts';
import { stoppable } from '../../stoppable.ts';

const help = `
Writes one HTML file that needs no network: a map of the words by UMAP and one by principal components, to zoom, to search, and
to walk from neighbour to neighbour. The same vectors and seed give the same file.

Example
  rondo embed map --model runs/poems --words 3000 --out map.html
`;

/** `rondo embed map` */
export function mapCommand(embed: Command, io: Io, finish: (code: number) => void): void {
  embed
    .command('map')
    .description('draw words on a map, as a page to explore')
    .option('-m, --model <file>', 'vectors, or the folder of a run')
    .option('-o, --out <file>', 'the page')
    .option(
      '--words <n>',
      'how many are shown, the first of the file',
      wholeNumber(4, 50_000),
      2000,
    )
    .option('--seed <n>', 'of the map by UMAP', wholeNumber(0), 1)
    .option('--title <text>', 'heading of the page')
    .option('--overwrite', 'replace a file that is there')
    .addHelpText('after', help)
    .action(async ({ model, out, words, seed, title, overwrite = false }) => {
      const name = required(model, '--model', 'vectors, or the folder of a run');
      const target = required(out, '--out', 'the page');
      const path = resolve(io.folder, target);
      await requireFreeTarget(path, {
        name: target,
        inputs: [resolve(io.folder, name)],
        overwrite,
      });
      const code = await stoppable(io, async (signal) => {
        const vectors = await readVectors(name, io);
        const line = new StatusLine(io.err);
        const onProgress = (share: number): void => line.update(share, () => 'placing the words');
        const data = await atPlace(name, () =>
          mapData(vectors, { words: Math.min(words, vectors.size), seed, onProgress, signal }),
        ).finally(() => line.clear());
        const page = renderMapPage({
          title: title ?? `Words of ${basename(name)}`,
          subtitle: `${data.words.length.toLocaleString('en')} of ${vectors.size.toLocaleString('en')} words, ${vectors.dimensions} dimensions`,
          data,
        });
        await writeFileAtomic(path, page);
        io.out.write(`Wrote the map of ${data.words.length} words to ${target}\n`);
        return exitCode.done;
      });
      finish(code);
    });
}
