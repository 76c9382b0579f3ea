import { dataReport } from '@rondo/data';
import {
  corpusChrf,
  headAttention,
  Translator,
  type ModelCheckpoint,
  type Translation,
} from '@rondo/seq2seq';
import { posix } from 'node:path';
import { resourceUsage } from 'node:process';
import { formatConfig } from '../config/write-config.ts';
import type { RunData } from '../data/load-data.ts';
import type { Evaluation } from '../evaluation/evaluate-model.ts';
import { readMetrics, type StepLine } from '../folder/metrics-log.ts';
import type { RunFolder } from '../folder/run-folder.ts';
import { formatCount, formatDuration, formatNumber, formatShare } from '../progress/format.ts';
import { drawSamples } from '../training/samples.ts';
import { costsOf, estimateOf } from './costs.ts';
import { resumedSteps, trainingCurve, validationCurve } from './curve.ts';
import { describeModel } from './describe-model.ts';
import { environment } from './environment.ts';
import { renderReport } from './render-report.ts';
import {
  attentionMap,
  headMap,
  type AttentionMap,
  type Figure,
  type HeadMap,
  type ValidationPoint,
} from './report-data.ts';

const curvePoints = 1200;
const sampleCount = 12;
const mapCount = 4;
/** Longer sentences make maps that no one can read. */
const mapTokens = 40;
/** Maps of all heads are many cells. */
const headMapCount = 2;
const headMapTokens = 16;

/** Writes the report of a run from its log, its best model and, if there is one, its final test. */
export async function writeReport(
  folder: RunFolder,
  best: ModelCheckpoint,
  data: RunData,
  evaluation: Evaluation | undefined,
): Promise<void> {
  const { model, codec, config, origin } = best;
  const lines = await readMetrics(folder.pathOf('metrics'));
  const validations = validationCurve(lines);
  const pairs = drawSamples(data.test ?? data.validation, sampleCount);
  const translations = await new Translator(model, codec).translate(
    pairs.map(({ source }) => source),
    { attention: true },
  );
  const steps = lines.filter((line): line is StepLine => line.kind === 'step');
  const html = await renderReport({
    title: `Training run: ${nameOf(config)}`,
    subtitle: describeModel(config.model),
    summary: [
      ...testFigures(evaluation),
      ...validationFigures(validations),
      ['Parameters', formatCount(model.parameterCount())],
      ...speedFigures(steps),
    ],
    curve: trainingCurve(lines, curvePoints),
    validations,
    resumes: resumedSteps(lines),
    samples: pairs.map(({ source, target }, i) => ({
      source,
      reference: target,
      output: translations[i]!.text,
    })),
    attention: mapsOf(translations),
    heads: await headMapsOf(best, translations),
    layers: estimateOf(lines)?.layers ?? [],
    // The system counts in units of 1024 bytes.
    costs: costsOf(lines, 1024 * resourceUsage().maxRSS),
    data: data.report,
    dataReport: dataReport(data, codec),
    origin,
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
  const { bleu, exactMatch, sentences, outputs, references, lowercase } = evaluation;
  return [
    [`Exact match, ${sentences} test sentences`, formatShare(exactMatch)],
    ['Test BLEU', bleu.score.toFixed(2)],
    ['Test chrF', corpusChrf(outputs, references, { lowercase }).score.toFixed(2)],
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

/** The same with each head, where the model has heads. */
async function headMapsOf(
  { model, codec }: ModelCheckpoint,
  translations: readonly Translation[],
): Promise<HeadMap[]> {
  const short = translations
    .filter(
      ({ sourceTokens, tokens }) => Math.max(sourceTokens.length, tokens.length) <= headMapTokens,
    )
    .slice(0, headMapCount);
  const maps: HeadMap[] = [];
  for (const translation of short) {
    const source = codec.source.vocabulary.encode(translation.sourceTokens);
    const target = codec.target.vocabulary.encode(translation.tokens);
    const layers = await headAttention(model, source, target);
    if (layers) maps.push(headMap(translation, layers));
  }
  return maps;
}
