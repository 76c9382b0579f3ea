import type { Command } from '@commander-js/extra-typings';
import { FillIn, parseGap } from '@rondo/embeddings';
import { wordsOf } from '../../embed/embed-corpus.ts';
import { readEmbeddingModel } from '../../embed/read-vectors.ts';
import { atPlace, exitCode } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { collect, wholeNumber } from '../../options/numbers.ts';
import { required } from '../../options/required.ts';

const help = `
The gap is written _ or …; the text around it is split as the training text was. Writes the most probable words with
their probabilities among all words, a tab between them. Words around the gap that the vocabulary does not have are told on standard
error. Best with vectors trained by CBOW (training: { architecture: cbow }).

Examples
  rondo embed fill --model run "这个 可爱的 小狗 _ 我的 脸"
  rondo embed fill --model run "这个 可爱的 小狗 _ 我的 脸" --among 舔 --among 咬
`;

/** `rondo embed fill` */
export function fillCommand(embed: Command, io: Io, finish: (code: number) => void): void {
  embed
    .command('fill')
    .description('tell which words may stand in a gap, and how probable they are')
    .argument('<text>', 'with one gap, written _')
    .option('-m, --model <file>', 'the folder of a run, or its vectors.safetensors')
    .option('-k, --number <n>', 'how many', wholeNumber(1, 1e6), 10)
    .option('--among <word>', 'rank this word (again for more) instead of all', collect)
    .addHelpText('after', help)
    .action(async (text, { model, number, among }) => {
      const name = required(model, '--model', 'the folder of a run, or its vectors.safetensors');
      const loaded = await readEmbeddingModel(name, io);
      const tokenizer = loaded.tokenizer ?? { kind: 'whitespace' };
      const words = wordsOf({ tokenizer, data: { punctuation: true } });
      // Punctuation that the vocabulary does not have was left out of the training text.
      const split = (side: string): string[] =>
        words(side).filter((word) => /[\p{L}\p{N}]/u.test(word) || loaded.vectors.has(word));
      const gap = parseGap(text, split);
      const fill = new FillIn(loaded);
      try {
        const { candidates, unknown } = await atPlace(name, () =>
          fill.rank(gap, number, among ? { among } : {}),
        );
        if (unknown.length > 0) io.err.write(`not in the vocabulary: ${unknown.join(' ')}\n`);
        io.out.write(
          candidates
            .map(({ word, probability }) => `${word}\t${probability.toPrecision(4)}\n`)
            .join(''),
        );
      } finally {
        fill.dispose();
      }
      finish(exitCode.done);
    });
}
