import { type Command, Option } from '@commander-js/extra-typings';
import { readText } from '@rondo/data/node';
import {
  analogies,
  evaluateAnalogies,
  parseAnalogyQuestions,
  type AnalogyMethod,
  type AnalogyScore,
} from '@rondo/embeddings';
import { resolve } from 'node:path';
import { formatRanked } from '../../embed/format-ranked.ts';
import { indexOption, withNeighbours } from '../../embed/open-neighbours.ts';
import { atPlace, UsageError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { wholeNumber } from '../../options/numbers.ts';
import { required } from '../../options/required.ts';
import { formatShare } from '../../progress/format.ts';

const help = `
Completes "a is to b as c is to …": king is to queen as man is to woman. The words of the question are no answers.
With --questions, a file in the form of word2vec's questions-words.txt, it tells how many are answered right; questions
with a word that the vectors do not have are counted and not asked. With --index, answers are looked for as
rondo embed neighbours looks for near words.

Examples
  rondo embed analogy --model vectors.txt athens greece oslo
  rondo embed analogy --model vectors.txt --questions questions-words.txt --lower-case --method 3CosMul
  rondo embed analogy --model vectors.bin --questions questions-words.txt --case-insensitive --restrict-vocab 30000
`;

const methods = ['3CosAdd', '3CosMul'] as const satisfies readonly AnalogyMethod[];

/** `rondo embed analogy` */
export function analogyCommand(embed: Command, io: Io, finish: (code: number) => void): void {
  embed
    .command('analogy')
    .description('complete analogies, or count how many are completed right')
    .argument('[words...]', 'a, b and c')
    .option('-m, --model <file>', 'vectors, or the folder of a run')
    .option('-k, --number <n>', 'how many answers', wholeNumber(1, 1e6), 5)
    .option('--questions <file>', 'analogies with their answers, in groups')
    .option('--lower-case', 'read the questions in lower case')
    .option('--case-insensitive', 'take words of questions and vectors as one that differ in case')
    .option('--restrict-vocab <n>', 'know the first words of the vectors only', wholeNumber(1, 1e9))
    .addOption(
      new Option('--method <name>', 'how answers are scored').choices(methods).default('3CosAdd'),
    )
    .option(...indexOption)
    .addHelpText('after', help)
    .action(async (words, { model, number, questions, lowerCase = false, ...options }) => {
      const { method, index, restrictVocab, caseInsensitive = false } = options;
      const name = required(model, '--model', 'vectors, or the folder of a run');
      const [a, b, c] = words;
      if (questions === undefined ? words.length !== 3 : words.length > 0) {
        throw new UsageError(
          'name three words, a b c, for "a is to b as c is to …", or a file with --questions',
        );
      }
      if (questions === undefined && (caseInsensitive || restrictVocab !== undefined)) {
        throw new UsageError('--case-insensitive and --restrict-vocab are for --questions');
      }
      const path = questions === undefined ? undefined : resolve(io.folder, questions);
      const groups =
        path === undefined ? undefined : parseAnalogyQuestions(await readText(path), path);
      const code = await withNeighbours({ model: name, index }, io, async (neighbours) => {
        if (groups) {
          const normalize = (word: string): string => (lowerCase ? word.toLowerCase() : word);
          const told = await evaluateAnalogies(neighbours, groups, {
            method,
            normalize,
            caseInsensitive,
            ...(restrictVocab !== undefined && { restrictVocab }),
          });
          io.out.write(told.groups.map((group) => describe(group.name, group)).join(''));
          io.out.write(describe('all', told));
        } else {
          const found = await atPlace(name, () =>
            analogies(neighbours, [[a!, b!, c!]], number, { method }),
          );
          io.out.write(formatRanked(found[0]!));
        }
      });
      finish(code);
    });
}

function describe(name: string, { questions, unknown, correct, accuracy }: AnalogyScore): string {
  const asked = questions - unknown;
  const share = asked === 0 ? 'none asked' : formatShare(accuracy);
  const left = unknown === 0 ? '' : `, ${unknown} with unknown words`;
  return `${name}\t${share}\t${correct} of ${asked}${left}\n`;
}
