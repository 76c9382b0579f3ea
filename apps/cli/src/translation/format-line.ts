import { alignmentOf, formatAlignment, joinSubwords, type Translation } from '@rondo/seq2seq';
import type { TranslatedLine } from './translate-lines.ts';

export interface LineFormat {
  /** Join pieces that end in `@@`. */
  readonly joinSubwords: boolean;
  /** Outputs of each line. */
  readonly nBest: number;
  readonly alignment: boolean;
  readonly json: boolean;
}

type OneOutput = Translation['alternatives'][number];

/**
 * What is written for a line, line end included: its translation; with n-best, n lines as Moses writes them, `number ||| text ||| score`, the
 * first line being 0; with alignments ` ||| 0-0 1-1` behind each; or a JSON object with everything.
 */
export function formatLine(line: TranslatedLine, format: LineFormat): string {
  return `${format.json ? formatJson(line, format) : formatText(line, format)}\n`;
}

function outputsOf({ translation }: TranslatedLine): OneOutput[] {
  return translation ? [translation, ...translation.alternatives] : [];
}

function formatText(line: TranslatedLine, format: LineFormat): string {
  if (!line.translation) return format.nBest > 1 ? `${line.number - 1} |||  ||| 0` : '';
  const outputs = outputsOf(line).map((output) =>
    [textOf(output, format), ...(format.alignment ? [alignmentText(output)] : [])].map((part, i) =>
      i === 0 && format.nBest > 1 ? `${line.number - 1} ||| ${part} ||| ${output.score}` : part,
    ),
  );
  return outputs.map((parts) => parts.join(' ||| ')).join('\n');
}

function formatJson(line: TranslatedLine, format: LineFormat): string {
  const translations = outputsOf(line).map((output) => ({
    text: textOf(output, format),
    score: output.score,
    finished: output.finished,
    tokens: output.tokens,
    logProbabilities: output.logProbabilities,
    ...(format.alignment && { alignment: alignmentText(output) }),
  }));
  const sourceTokens = line.translation?.sourceTokens ?? [];
  return JSON.stringify({ line: line.number, source: line.source, sourceTokens, translations });
}

/** One line, whatever a vocabulary may hold. */
function textOf({ text }: OneOutput, format: LineFormat): string {
  const line = text.replaceAll(/[\r\n]+/g, ' ');
  return format.joinSubwords ? joinSubwords(line) : line;
}

function alignmentText({ attention = [], tokens }: OneOutput): string {
  return formatAlignment(alignmentOf(attention, tokens.length));
}
