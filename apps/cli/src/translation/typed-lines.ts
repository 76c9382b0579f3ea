import { LineDecoder } from '@rondo/data/node';
import type { Io } from '../io.ts';

const maxLineBytes = 2 ** 20;

/** Lines of standard input as soon as they are there, so that a person or a program can talk to the model; a person is told what to type. */
export async function* typedLines(
  what: string,
  signal: AbortSignal,
  { input, err }: Io,
): AsyncGenerator<string> {
  if (input.isTerminal) err.write(`Type ${what}; Ctrl-D ends.\n`);
  const decoder = new LineDecoder('standard input', maxLineBytes);
  let isEmpty = true;
  for await (const chunk of input.bytes(signal)) {
    isEmpty = false;
    yield* decoder.push(chunk);
  }
  if (!isEmpty) yield* decoder.end();
}
