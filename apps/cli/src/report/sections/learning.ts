import { formatNumber } from '../../progress/format.ts';
import { details, escapeHtml as text, table } from '../html.ts';
import type { ReportData, ValidationPoint } from '../report-data.ts';

/** Curves of losses, perplexity, scores, learning rate and speed, with the validations as a table. */
export function learningSection({ curve, validations, resumes }: ReportData): string {
  const [first, last] = [curve.at(0), curve.at(-1)];
  const [start, stop] = [formatNumber(first?.mean ?? NaN), formatNumber(last?.mean ?? NaN)];
  const hasScores = validations.some(({ scores }) => Object.keys(scores).length > 0);
  const resumed =
    resumes.length > 0
      ? ` Dashed lines: the run was stopped there and taken up again (after step ${resumes.join(', ')}).`
      : '';
  return `<h2 id="learning">Learning</h2>
<figure>
<figcaption>Loss per target token, in nats: of training from ${start} to ${stop} in ${last?.step ?? 0} steps (the pale line is each step; with dropout and smoothed labels, if the config has them) and of validation (without). It falls fast at first; where validation rises while training still falls, the model learns its sentences by heart.${resumed}</figcaption>
<div data-chart="loss"></div>
${details('Validations as a table', validationTable(validations))}
</figure>
<div class="pair">
${figure('perplexity', 'Perplexity, e<sup>loss</sup>: among how many tokens the model hesitates.')}
${hasScores ? figure('scores', 'Scores on the validation data: the share of tokens that are the most probable ones, and what decoded sentences got. Higher is better.') : ''}
${figure('rate', 'Learning rate: how far a step goes.')}
${figure('speed', 'Speed in source and target tokens a second, mean of 20 steps.')}
</div>`;
}

function figure(chart: string, caption: string): string {
  return `<figure><figcaption>${caption}</figcaption><div data-chart="${chart}"></div></figure>`;
}

function validationTable(validations: readonly ValidationPoint[]): string {
  const names = [...new Set(validations.flatMap(({ scores }) => Object.keys(scores)))];
  const rows = validations.map(({ step, loss, perplexity, scores, isBest }) => [
    String(step),
    formatNumber(loss),
    formatNumber(perplexity),
    ...names.map((name) => scores[name]?.toFixed(2) ?? ''),
    isBest ? 'best so far' : '',
  ]);
  return table(['step', 'loss', 'perplexity', ...names.map(text), ''], rows, { numbers: true });
}
