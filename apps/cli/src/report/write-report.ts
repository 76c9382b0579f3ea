import { Translator, type ModelCheckpoint, type Translation } from '@rondo/seq2seq';
import { posix } from 'node:path';
import { formatConfig } from '../config/write-config.ts';
import type { RunData } from '../data/load-data.ts';
import type { Evaluation } from '../evaluation/evaluate-model.ts';
import { readMetrics, type StepLine } from '../folder/metrics-log.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { formatCount, formatDuration, formatNumber, formatShare } from '../progress/format.ts';
import { drawSamples } from '../training/samples.ts';
import { trainingCurve, validationCurve } from './curve.ts';
import { environment } from './environment.ts';
import { renderReport } from './render-report.ts';
import {
  attentionMap,
  type AttentionMap,
  type Figure,
  type ValidationPoint,
} from './report-data.ts';

const curvePoints = 1200;
const sampleCount = 12;
const mapCount = 4;
/** Longer sentences make maps that no one can read. */
const mapTokens = 40;

/** Writes the report of a run from its log, its best model and, if there is one, its final test. */
export async function writeReport(
  folder: RunFolder,
  { model, codec, config }: ModelCheckpoint,
  data: RunData,
  evaluation: Evaluation | undefined,
): Promise<void> {
  const lines = await readMetrics(folder.pathOf('metrics'));
  const validations = validationCurve(lines);
  const pairs = drawSamples(data.test ?? data.validation, sampleCount);
  const translations = await new Translator(model, codec).translate(
    pairs.map(({ source }) => source),
    { attention: true },
  );
  const steps = lines.filter((line): line is StepLine => line.kind === 'step');
  const parameters = model.parameters().reduce((sum, { size }) => sum + size, 0);
  const html = await renderReport({
    title: `Training run: ${nameOf(config)}`,
    summary: [
      ...testFigures(evaluation),
      ...validationFigures(validations),
      ['Parameters', formatCount(parameters)],
      ...speedFigures(steps),
    ],
    curve: trainingCurve(lines, curvePoints),
    validations,
    samples: pairs.map(({ source, target }, i) => ({
      source,
      reference: target,
      output: translations[i]!.text,
    })),
    attention: mapsOf(translations),
    data: data.report,
    config: formatConfig(config),
    environment: [['Date', new Date().toISOString()], ...environment()],
  });
  await folder.write('report', html);
}

function nameOf({ data }: ModelCheckpoint['config']): string {
  if ('task' in data) return data.task;
  if ('tsv' in data.train) return posix.basename(data.train.tsv);
  if ('jsonl' in data.train) return posix.basename(data.train.jsonl);
  return `${posix.basename(data.train.source)} → ${posix.basename(data.train.target)}`;
}

function testFigures(evaluation: Evaluation | undefined): Figure[] {
  if (!evaluation) return [];
  const { bleu, exactMatch, sentences } = evaluation;
  return [
    [`Exact match, ${sentences} test sentences`, formatShare(exactMatch)],
    ['Test BLEU', bleu.score.toFixed(2)],
  ];
}

function validationFigures(validations: readonly ValidationPoint[]): Figure[] {
  const best = validations.findLast(({ isBest }) => isBest);
  return best ? [[`Validation perplexity, step ${best.step}`, formatNumber(best.perplexity)]] : [];
}

function speedFigures(steps: readonly StepLine[]): Figure[] {
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const tokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  return [
    [`Training time, ${steps.length} steps`, formatDuration(seconds)],
    ['Training speed', `${formatCount(tokens / seconds)} tokens/s`],
  ];
}

/** Maps of the first few sentences that are short enough. */
function mapsOf(translations: readonly Translation[]): AttentionMap[] {
  return translations
    .filter(({ sourceTokens, tokens }) => Math.max(sourceTokens.length, tokens.length) <= mapTokens)
    .flatMap((translation) => attentionMap(translation) ?? [])
    .slice(0, mapCount);
}
