import type { Command } from '@commander-js/extra-typings';
import { normalizeLine } from '@rondo/data';
import { LineDecoder, readLines } from '@rondo/data/node';
import { Translator } from '@rondo/seq2seq';
import { resolve } from 'node:path';
import { exitCode, UsageError } from '../errors.ts';
import { joinSubwords } from '../evaluation/join-subwords.ts';
import { writeFileAtomic } from '../folder/atomic-write.ts';
import type { Io } from '../io.ts';
import { loadModel } from '../training/load-model.ts';

const help = `
Without a sentence and without --input, standard input is read: one sentence a line.
Each line gives one line, in order; an empty line stays empty.

Examples
  rondo translate --model run/best.safetensors "OCT 8, 1989"
  rondo translate --model run/best.safetensors --input test.de.gz --output test.en
  cat test.de | rondo translate --model run/best.safetensors > test.en
`;

const groupSize = 512;
const maxLineBytes = 2 ** 20;

/** `rondo translate` */
export function translateCommand(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('translate')
    .description('translate a sentence, a file or standard input')
    .argument('[words...]', 'one sentence, in quotes or not')
    .requiredOption('-m, --model <file>', 'a checkpoint, such as run/best.safetensors')
    .option('-i, --input <file>', 'a text file (.gz too), one sentence a line')
    .option('-o, --output <file>', 'where to write; left out: standard output')
    .option('--join-subwords', 'join pieces that end in @@')
    .addHelpText('after', help)
    .action(async (words, { model: modelFile, input, output, joinSubwords: joins }) => {
      if (words.length > 0 && input !== undefined) {
        throw new UsageError('give a sentence or --input, not both');
      }
      const { model, codec } = await loadModel(resolve(io.folder, modelFile));
      try {
        const translator = new Translator(model, codec);
        const lines: string[] = [];
        for await (const group of sentenceGroups(words, input, io)) {
          const texts = await translateLines(translator, group);
          const joined = joins ? texts.map(joinSubwords) : texts;
          if (output === undefined) io.out.write(asLines(joined));
          else lines.push(...joined);
        }
        if (output !== undefined) {
          await writeFileAtomic(resolve(io.folder, output), asLines(lines), { option: '--output' });
        }
      } finally {
        model.dispose();
      }
      finish(exitCode.done);
    });
}

/** Where the sentences come from, some at a time. */
function sentenceGroups(
  words: readonly string[],
  input: string | undefined,
  io: Io,
): Iterable<string[]> | AsyncIterable<string[]> {
  if (words.length > 0) return [[words.join(' ')]];
  return input === undefined ? typedLines(io) : fileLines(resolve(io.folder, input));
}

async function* fileLines(path: string): AsyncGenerator<string[]> {
  let group: string[] = [];
  for await (const line of readLines(path)) {
    if (group.push(line) < groupSize) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Lines of standard input as soon as they are there, so that a person or a program can talk to the model. */
async function* typedLines({ input, err }: Io): AsyncGenerator<string[]> {
  if (input.isTerminal) err.write('Type sentences, one a line; Ctrl-D ends.\n');
  const decoder = new LineDecoder('standard input', maxLineBytes);
  let isEmpty = true;
  for await (const chunk of input.bytes) {
    isEmpty = false;
    yield* inGroups(decoder.push(chunk));
  }
  if (!isEmpty) yield* inGroups(decoder.end());
}

function* inGroups(lines: readonly string[]): Generator<string[]> {
  for (let at = 0; at < lines.length; at += groupSize) yield lines.slice(at, at + groupSize);
}

async function translateLines(translator: Translator, lines: readonly string[]): Promise<string[]> {
  const sentences = lines.map(normalizeLine);
  const translations = await translator.translate(sentences.filter((sentence) => sentence !== ''));
  const texts = translations.values();
  return sentences.map((sentence) => (sentence === '' ? '' : texts.next().value!.text));
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
