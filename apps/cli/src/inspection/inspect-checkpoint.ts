import { specialIndex, type SideEncoder, type TokenizerConfig } from '@rondo/data';
import { safetensors, summary } from '@rondo/layers-core';
import { loadCheckpoint, type ModelCheckpoint } from '@rondo/seq2seq';
import { dispose } from '@rondo/tensor';
import { formatConfig } from '../config/write-config.ts';
import { formatBytes, formatDuration, formatNumber } from '../progress/format.ts';
import { disposeTraining } from '../training/load-model.ts';
import { describeOrigin } from '../training/origin.ts';

const tokensShown = 12;

/** What a safetensors file is: a model or checkpoint of Rondo in full, and of others the tensors in it. */
export async function inspectCheckpoint(bytes: Uint8Array): Promise<string> {
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    if (metadata['format'] !== 'rondo-seq2seq')
      return describeTensors(tensors, metadata, bytes.length);
  } finally {
    dispose(tensors);
  }
  const checkpoint = await loadCheckpoint(bytes);
  try {
    return describeCheckpoint(checkpoint, bytes.length);
  } finally {
    disposeTraining(checkpoint);
    checkpoint.model.dispose();
  }
}

function describeCheckpoint(
  { model, codec, config, origin, training }: ModelCheckpoint,
  bytes: number,
): string {
  const { tokenizers } = codec.config;
  const kind = training ? 'a checkpoint: a model and where its training stood' : 'a model';
  const sections = [
    `${kind}, ${formatBytes(bytes)}`,
    `Source  ${describeSide(codec.source, tokenizers.source)}\nTarget  ${describeSide(codec.target, tokenizers.target)}`,
    String(summary(model)),
    ...(origin ? [describeOrigin(origin).join('\n')] : []),
    ...(training ? [describeTraining(training.state)] : []),
    `Config\n${indent(formatConfig(config))}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function describeSide({ vocabulary }: SideEncoder, config: TokenizerConfig): string {
  const tokens = vocabulary.tokens.slice(specialIndex.unknown + 1);
  const first = tokens
    .slice(0, tokensShown)
    .map((token) => JSON.stringify(token).slice(1, -1).replaceAll(' ', '␣'));
  const rest = tokens.length > tokensShown ? ' …' : '';
  return `${describeTokenizer(config)}; ${vocabulary.size} entries: ${first.join(' ')}${rest}`;
}

/** A tokeniser without the files that it holds. */
function describeTokenizer(config: TokenizerConfig): string {
  const settings = Object.entries(config).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'kind' || value === undefined || value === false) return [];
    if (value === true) return [key];
    if (typeof value === 'string' && value.length > 40)
      return [`${key} of ${formatBytes(value.length)}`];
    if (typeof value === 'object' && value !== null && 'kind' in value) {
      return [`${key} by ${describeTokenizer(value as TokenizerConfig)}`];
    }
    return [`${key} ${JSON.stringify(value)}`];
  });
  return [config.kind, ...settings].join(', ');
}

function describeTraining(state: NonNullable<ModelCheckpoint['training']>['state']): string {
  const { step, batches, tokens, seconds, best, history } = state;
  const last = history.training.at(-1);
  const validations = history.validation.slice(-5).map(({ step: at, epoch, loss, metrics }) => {
    const others = Object.entries(metrics ?? {}).map(
      ([name, value]) => `, ${name} ${formatNumber(value)}`,
    );
    return `  step ${at}, epoch ${epoch + 1}: loss ${formatNumber(loss)}${others.join('')}`;
  });
  return [
    'Training',
    `  step ${step}, epoch ${batches.epoch + 1}, ${tokens.toLocaleString('en')} tokens in ${formatDuration(seconds)}`,
    ...(last ? [`  training loss ${formatNumber(last.loss)} at step ${last.step}`] : []),
    ...(best ? [`  best validation loss ${formatNumber(best.loss)} at step ${best.step}`] : []),
    ...(validations.length > 0 ? ['Last validations', ...validations] : []),
  ].join('\n');
}

function describeTensors(
  tensors: ReturnType<typeof safetensors.load>['tensors'],
  metadata: Readonly<Record<string, string>>,
  bytes: number,
): string {
  const entries = Object.entries(tensors);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  const rows = entries.map(
    ([name, { dtype, shape }]) => `  ${name.padEnd(width)}  ${dtype} [${shape.join(', ')}]`,
  );
  const numbers = entries.reduce((sum, [, { size }]) => sum + size, 0);
  const notes = Object.entries(metadata).map(([key, value]) => `  ${key}: ${value.slice(0, 80)}`);
  return [
    `tensors of another program, ${formatBytes(bytes)}`,
    '',
    ...rows,
    `${entries.length} tensors, ${numbers.toLocaleString('en')} numbers`,
    ...(notes.length > 0 ? ['', 'Metadata', ...notes] : []),
    '',
  ].join('\n');
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gmu, '  ');
}
