import type * as ObservablePlot from '@observablehq/plot';
import type { ReportData } from '../report-data.ts';

/** Makes a chart of a width. */
export type Draw = (width: number) => Element;

export type CurveData = Pick<ReportData, 'curve' | 'validations' | 'resumes'>;

/**
 * The charts over training steps by name. The page gets the text of this function, so it uses nothing from outside its body.
 */
export function drawCurves(data: CurveData, plot: typeof ObservablePlot): Record<string, Draw> {
  const { curve, validations, resumes } = data;
  const colors = ['var(--first)', 'var(--second)', 'var(--third)', 'var(--fourth)'];
  const training = 'training, mean of 20 steps';
  const validation = 'validation';
  const losses = [...curve.map(({ mean }) => mean), ...validations.map(({ loss }) => loss)];
  const perplexities = validations.map(({ perplexity }) => perplexity);
  // What spans more than a decade or so is shown on a logarithmic scale.
  const [isWide, arePerplexitiesWide] = [losses, perplexities].map(
    (values) => Math.min(...values) > 0 && Math.max(...values) > 20 * Math.min(...values),
  );
  const scores = validations.flatMap((point) =>
    Object.entries(point.scores).map(([name, score]) => ({ step: point.step, name, score })),
  );
  const scoreNames = [...new Set(scores.map(({ name }) => name))];
  const end = Math.max(1, ...curve.map(({ step }) => step));

  const base = {
    marginLeft: 52,
    marginRight: 16,
    style: { background: 'none', fontSize: '12px', overflow: 'visible' },
    grid: true,
  };
  const x = { label: 'step', domain: [0, end] };
  const resumed = plot.ruleX(resumes, { stroke: 'var(--soft)', strokeDasharray: '3 3' });
  const shown = { fill: 'var(--page)', stroke: 'var(--line)' };

  return {
    loss: (width) =>
      plot.plot({
        ...base,
        width,
        height: 300,
        ariaLabel: 'Loss over training steps',
        x,
        y: {
          label: isWide ? 'loss per token (log)' : 'loss per token',
          type: isWide ? 'log' : 'linear',
          tickFormat: '~g',
        },
        color: { legend: true, domain: [training, validation], range: colors.slice(0, 2) },
        marks: [
          resumed,
          plot.line(curve, { x: 'step', y: 'loss', stroke: colors[0]!, strokeOpacity: 0.25 }),
          plot.line(curve, { x: 'step', y: 'mean', stroke: () => training, strokeWidth: 2 }),
          plot.line(validations, {
            x: 'step',
            y: 'loss',
            stroke: () => validation,
            strokeWidth: 2,
            marker: 'dot',
          }),
          plot.tip(curve, plot.pointerX({ x: 'step', y: 'mean', ...shown })),
        ],
      }),
    perplexity: (width) =>
      plot.plot({
        ...base,
        width,
        height: 200,
        ariaLabel: 'Validation perplexity over training steps',
        x,
        y: {
          label: arePerplexitiesWide ? 'perplexity (log)' : 'perplexity',
          type: arePerplexitiesWide ? 'log' : 'linear',
          tickFormat: '~g',
        },
        marks: [
          resumed,
          plot.line(validations, {
            x: 'step',
            y: 'perplexity',
            stroke: colors[1]!,
            strokeWidth: 2,
            marker: 'dot',
          }),
          plot.tip(validations, plot.pointerX({ x: 'step', y: 'perplexity', ...shown })),
        ],
      }),
    scores: (width) =>
      plot.plot({
        ...base,
        width,
        height: 200,
        ariaLabel: 'Validation scores over training steps',
        x,
        y: { label: 'score', nice: true },
        color: { legend: true, domain: scoreNames, range: colors },
        marks: [
          resumed,
          plot.line(scores, {
            x: 'step',
            y: 'score',
            stroke: 'name',
            strokeWidth: 2,
            marker: 'dot',
          }),
          plot.tip(scores, plot.pointer({ x: 'step', y: 'score', title: 'score', ...shown })),
        ],
      }),
    rate: (width) =>
      plot.plot({
        ...base,
        width,
        height: 180,
        ariaLabel: 'Learning rate over training steps',
        x,
        y: { label: 'learning rate', tickFormat: '~g', zero: true },
        marks: [
          resumed,
          plot.line(curve, { x: 'step', y: 'learningRate', stroke: colors[0]!, strokeWidth: 2 }),
        ],
      }),
    speed: (width) =>
      plot.plot({
        ...base,
        width,
        height: 180,
        ariaLabel: 'Tokens per second over training steps',
        x,
        y: { label: 'tokens per second', tickFormat: '~s', zero: true },
        marks: [
          resumed,
          plot.line(curve, { x: 'step', y: 'speed', stroke: colors[0]!, strokeWidth: 2 }),
        ],
      }),
  };
}
