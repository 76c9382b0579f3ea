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
    x: { label: 'step', domain: [0, end] },
  };
  const resumed = plot.ruleX(resumes, { stroke: 'var(--soft)', strokeDasharray: '3 3' });
  const tickFormat = '~g';
  const shown = { fill: 'var(--page)', stroke: 'var(--line)' };

  const chart = (
    title: string,
    height: number,
    { marks = [], ...options }: ObservablePlot.PlotOptions,
  ): Draw => {
    const ariaLabel = `${title} over training steps`;
    return (width) =>
      plot.plot({ ...base, width, height, ariaLabel, ...options, marks: [resumed, ...marks] });
  };
  // What spans more than a decade or so is shown on a logarithmic scale.
  const scale = (label: string, values: readonly number[]): ObservablePlot.ScaleOptions => {
    const isWide = Math.min(...values) > 0 && Math.max(...values) > 20 * Math.min(...values);
    return {
      label: isWide ? `${label} (log)` : label,
      type: isWide ? 'log' : 'linear',
      tickFormat,
    };
  };
  const thick = { x: 'step', strokeWidth: 2 };
  const dotted = { ...thick, marker: 'dot' } as const;
  const first = colors[0]!;

  return {
    loss: chart('Loss', 300, {
      y: scale('loss per token', losses),
      color: { legend: true, domain: [training, validation], range: colors.slice(0, 2) },
      marks: [
        plot.line(curve, { x: 'step', y: 'loss', stroke: first, strokeOpacity: 0.25 }),
        plot.line(curve, { ...thick, y: 'mean', stroke: () => training }),
        plot.line(validations, { ...dotted, y: 'loss', stroke: () => validation }),
        plot.tip(curve, plot.pointerX({ x: 'step', y: 'mean', ...shown })),
      ],
    }),
    perplexity: chart('Validation perplexity', 200, {
      y: scale('perplexity', perplexities),
      marks: [
        plot.line(validations, { ...dotted, y: 'perplexity', stroke: colors[1]! }),
        plot.tip(validations, plot.pointerX({ x: 'step', y: 'perplexity', ...shown })),
      ],
    }),
    scores: chart('Validation scores', 200, {
      y: { label: 'score', nice: true },
      color: { legend: true, domain: scoreNames, range: colors },
      marks: [
        plot.line(scores, { ...dotted, y: 'score', stroke: 'name' }),
        plot.tip(scores, plot.pointer({ x: 'step', y: 'score', title: 'score', ...shown })),
      ],
    }),
    rate: chart('Learning rate', 180, {
      y: { label: 'learning rate', tickFormat, zero: true },
      marks: [plot.line(curve, { ...thick, y: 'learningRate', stroke: first })],
    }),
    speed: chart('Tokens per second', 180, {
      y: { label: 'tokens per second', tickFormat: '~s', zero: true },
      marks: [plot.line(curve, { ...thick, y: 'speed', stroke: first })],
    }),
  };
}
