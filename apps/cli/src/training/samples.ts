import { Random, shuffle, type SentencePair } from '@rondo/data';
import type { Translation } from '@rondo/seq2seq';

/** A few pairs drawn evenly; the same ones each time. */
export function drawSamples(pairs: readonly SentencePair[], count: number): SentencePair[] {
  const order = shuffle([...pairs.keys()], new Random(1));
  return order.slice(0, count).map((index) => pairs[index]!);
}

/** Source, output and reference under each other, or in one line where that fits. */
export function formatSamples(
  pairs: readonly SentencePair[],
  translations: readonly Translation[],
  columns: number,
): string {
  const samples = pairs.map(({ source, target }, i) => ({
    source,
    target,
    output: translations[i]?.text ?? '',
  }));
  const width = Math.max(0, ...samples.map(({ source }) => source.length));
  const lines = samples.map(({ source, target, output }) => {
    const verdict = output === target ? '✓' : `✗ expected ${target}`;
    return `  ${source.padEnd(width)}  →  ${output}  ${verdict}`;
  });
  if (lines.every((line) => line.length < columns)) return `${lines.join('\n')}\n`;
  return samples
    .map(
      ({ source, target, output }) =>
        `  source     ${source}\n  output     ${output}\n  reference  ${target}\n`,
    )
    .join('\n');
}
