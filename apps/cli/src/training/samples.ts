import { Random, shuffle, type SentencePair } from '@rondo/data';
import type { ValidationSample } from '@rondo/seq2seq';

/** A few pairs drawn evenly; the same ones each time. */
export function drawSamples(pairs: readonly SentencePair[], count: number): SentencePair[] {
  const order = shuffle([...pairs.keys()], new Random(1));
  return order.slice(0, count).map((index) => pairs[index]!);
}

/** Source, output and reference under each other, or in one line where that fits. */
export function formatSamples(samples: readonly ValidationSample[], columns: number): string {
  const width = Math.max(0, ...samples.map(({ source }) => source.length));
  const lines = samples.map(({ source, reference, output, isMatch }) => {
    const verdict = isMatch ? '✓' : `✗ expected ${reference}`;
    return `  ${source.padEnd(width)}  →  ${output}  ${verdict}`;
  });
  if (lines.every((line) => line.length < columns)) return `${lines.join('\n')}\n`;
  return samples
    .map(
      ({ source, reference, output }) =>
        `  source     ${source}\n  output     ${output}\n  reference  ${reference}\n`,
    )
    .join('\n');
}
