import { formatCount, formatNumber, formatShare } from '../progress/format.ts';
import type { Evaluation } from './evaluate-model.ts';

/** A name and its value. */
export type FigureLine = readonly [name: string, value: string];

/** What is known of a model beside the scores of its outputs. */
export function modelFigures({ loss, perplexity, exactMatch }: Evaluation): FigureLine[] {
  return [
    ['loss', formatNumber(loss)],
    ['perplexity', formatNumber(perplexity)],
    ['exact match', formatShare(exactMatch)],
  ];
}

/** How long decoding took. */
export function timeFigure({ seconds, sentences }: Evaluation): FigureLine {
  return ['time', `${seconds.toFixed(1)} s, ${formatCount(sentences / seconds)} sentences/s`];
}

/** Figures under each other. */
export function formatFigures(figures: readonly FigureLine[]): string {
  return figures.map(([name, value]) => `${name.padEnd(12)} ${value}\n`).join('');
}

/** The most important figures of an evaluation under each other. */
export function formatEvaluation(evaluation: Evaluation): string {
  const { sentences, bleu } = evaluation;
  return formatFigures([
    ['sentences', String(sentences)],
    ...modelFigures(evaluation),
    ['BLEU', `${bleu.score.toFixed(2)}  (${bleu.signature})`],
    timeFigure(evaluation),
  ]);
}
