import { formatCount, formatNumber, formatShare } from '../progress/format.ts';
import type { Evaluation } from './evaluate-model.ts';

/** An evaluation as names and values. */
function evaluationFigures(evaluation: Evaluation): [name: string, value: string][] {
  const { sentences, loss, perplexity, bleu, exactMatch, seconds } = evaluation;
  return [
    ['sentences', String(sentences)],
    ['loss', formatNumber(loss)],
    ['perplexity', formatNumber(perplexity)],
    ['exact match', formatShare(exactMatch)],
    ['BLEU', `${bleu.score.toFixed(2)}  (${bleu.signature})`],
    ['time', `${seconds.toFixed(1)} s, ${formatCount(sentences / seconds)} sentences/s`],
  ];
}

/** The figures under each other. */
export function formatEvaluation(evaluation: Evaluation): string {
  return evaluationFigures(evaluation)
    .map(([name, value]) => `${name.padEnd(12)} ${value}\n`)
    .join('');
}
